#include "app/metrics.h"

#include <filesystem>

#include "api/metrics.h"
#include "app/limiting.h"
#include "app/options.h"
#include "telemetry/log.h"
#include "telemetry/process.h"

namespace rustygpt::app {
namespace {

void write_build(metrics::Page& page) {
    page.gauge("rustygpt_build_info", "Always 1; what is running is in the labels.")
        .sample({{"version", RUSTYGPT_VERSION}, {"compiler", __VERSION__}}, std::uint64_t{1});
    page.counter("rustygpt_log_records_dropped_total", "Log records that came faster than they could be written.")
        .sample({}, log::dropped());
}

api::MetricsReaders readers_of(const config::Settings& settings) {
    using api::MetricsReaders;
    using config::MetricsAccess;
    if (settings.telemetry.metrics_access == MetricsAccess::token) return MetricsReaders::token;
    if (settings.telemetry.metrics_access == MetricsAccess::open) return MetricsReaders::anybody;
    return settings.server.public_url.empty() ? MetricsReaders::loopback_by_name : MetricsReaders::loopback;
}

}  // namespace

std::unique_ptr<Metrics> Metrics::of(const config::Settings& settings, std::vector<std::string> models) {
    if (settings.telemetry.metrics_access == config::MetricsAccess::off) return nullptr;
    return std::unique_ptr<Metrics>(
        new Metrics(settings.database.sqlite_file().value_or(""), std::move(models), readers(settings) + 1));
}

Metrics::Metrics(std::string database_file, std::vector<std::string> models, std::size_t database_threads)
    : answers(std::move(models)), database(database_threads), database_file_(std::move(database_file)) {
    registry_.add(write_build);
    registry_.add(metrics::write_process);
    registry_.add([this](metrics::Page& page) { auth.write(page); });
    registry_.add([this](metrics::Page& page) { answers.write(page); });
    registry_.add([this](metrics::Page& page) { database.write(page); });
    registry_.add([this](metrics::Page& page) { write_files(page); });
}

void Metrics::watch(Parts parts) {
    registry_.add([this, parts = std::move(parts)](metrics::Page& page) {
        parts.server.write_metrics(page);
        parts.hub.write_metrics(page);
        page.gauge("rustygpt_auth_active_sessions", "Living sessions that were used since the start.")
            .sample({}, static_cast<std::uint64_t>(parts.accounts.sessions.active()));
        write_queues(page, parts);
        write_limits(page, limits_, parts.accounts.limits.denials());
    });
}

void Metrics::write_queues(metrics::Page& page, const Parts& parts) const {
    page.gauge("rustygpt_pool_queue_depth", "Pieces of work that wait for a thread of their pool.");
    const auto waiting = parts.database.queued();
    page.sample({{"pool", "database-writes"}}, static_cast<std::uint64_t>(waiting.writes));
    page.sample({{"pool", "database-reads"}}, static_cast<std::uint64_t>(waiting.reads));
    page.sample({{"pool", "hashing"}}, static_cast<std::uint64_t>(parts.accounts.hasher.queued()));
    for (const auto& [name, pool] : parts.pools)
        page.sample({{"pool", name}}, static_cast<std::uint64_t>(pool->queued()));
}

void Metrics::write_files(metrics::Page& page) const {
    page.gauge("rustygpt_database_size_bytes", "Size of the database and of its write-ahead log on the disk.");
    for (const auto& [name, suffix] : {std::pair("database", ""), std::pair("log", "-wal")}) {
        std::error_code absent;
        const auto size = std::filesystem::file_size(database_file_ + suffix, absent);
        page.sample({{"file", name}}, absent ? std::uint64_t{0} : std::uint64_t{size});
    }
}

LimitSources limit_sources(const Limiting& limiting) {
    const auto& limits = limiting.limits;
    return {.denials = [&limits] { return limits.denials(); },
            .profiles = [&limits] { return std::uint64_t{limits.profile_count()}; },
            .assignments = [&limits] { return std::uint64_t{limits.assignment_count()}; }};
}

// A profile that somebody names "login" counts with the limit on signing in: a name has one series.
void write_limits(metrics::Page& page, const LimitSources& limits, std::uint64_t login_denials) {
    std::map<std::string, std::uint64_t> denials{{"login", login_denials}};
    if (limits.denials)
        for (const auto& [profile, count] : limits.denials()) denials[profile] += count;
    page.counter("rustygpt_rate_limit_denials_total", "Requests refused by a rate limit, by the limit's profile.");
    for (const auto& [profile, count] : denials) page.sample({{"profile", profile}}, count);
    page.gauge("rustygpt_limits_profiles", "Profiles of rate limits.")
        .sample({}, limits.profiles ? limits.profiles() : std::uint64_t{0});
    page.gauge("rustygpt_limits_assignments", "Assignments of such profiles to routes.")
        .sample({}, limits.assignments ? limits.assignments() : std::uint64_t{0});
}

void Metrics::add_route(http::Routes& routes, const config::Settings& settings, Pool& pool) {
    api::add_metrics_route(routes, settings.telemetry.metrics_endpoint, readers_of(settings), registry_, pool);
}

}  // namespace rustygpt::app
