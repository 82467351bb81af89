#include "app/options.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/resource.h>

#include "config/load.h"
#include "config/secrets.h"
#include "models/builtin.h"

namespace rustygpt::app {

std::string sqlite_file(const config::Settings& settings) {
    if (auto file = settings.database.sqlite_file()) return std::move(*file);
    throw config::Error(
        fmt::format("database.url: {} needs a driver that this version does not have; allowed: sqlite:FILE.",
                    config::shown(settings.database.url)));
}

namespace {

// The writer, log, listeners, pipes to children, and somewhat over.
constexpr std::size_t kept_descriptors = 128;
constexpr std::size_t descriptors_of_a_reader = 2;  // the database and its log

std::size_t descriptors() {
    rlimit files{};
    return ::getrlimit(RLIMIT_NOFILE, &files) == 0 ? static_cast<std::size_t>(files.rlim_cur) : 1024;
}

}  // namespace

std::size_t connections_for(std::size_t descriptors, std::size_t readers) {
    const std::size_t most = http::ServerOptions{}.max_connections;
    const auto kept = std::min(kept_descriptors + descriptors_of_a_reader * readers, descriptors / 2);
    return std::clamp<std::size_t>(descriptors - kept, 1, most);
}

void raise_descriptor_limit() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == files.rlim_max) return;
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

http::ServerOptions server_options(const config::Settings& settings) {
    http::ServerOptions options;
    options.bind_address = settings.server.bind_address;
    options.port = static_cast<std::uint16_t>(settings.server.port);
    options.base_path = settings.server.base_path;
    options.threads = static_cast<unsigned>(settings.server.threads);
    options.public_url = settings.server.public_url;
    options.trusted_proxies = settings.server.trusted_proxies;
    options.cors_allowed_origins = settings.server.cors_allowed_origins;
    options.max_connections =
        connections_for(descriptors(), static_cast<std::size_t>(settings.database.pool_max_connections));
    options.max_connections_per_address = static_cast<std::size_t>(settings.server.max_connections_per_address);
    options.max_body_bytes = static_cast<std::size_t>(settings.server.max_body_bytes);
    options.sse_keepalive = seconds(settings.server.sse_keepalive_seconds);
    options.access_log = settings.telemetry.access_log;
    options.metrics = settings.telemetry.metrics_access != config::MetricsAccess::off;
    return options;
}

http::ApiInfo api_info(const config::Settings& settings) {
    http::ApiInfo info;
    info.base_path = settings.server.base_path;
    info.session_cookie = settings.session.session_cookie_name;
    info.tags = {{"setup", "The first administrator, once."},
                 {"auth", "Signing in and out."},
                 {"account", "One's own sessions and password."},
                 {"tokens", "API tokens, for programs that act for a person."},
                 {"chat", "Prompts in, events out."},
                 {"conversations", "What was said, and what goes on."},
                 {"messages", "Single messages and their answers."},
                 {"documents", "One's own texts: uploaded, found, cited."},
                 {"tools", "Deterministic tools: same version and input, same output."},
                 {"admin", "People, the audit and counts, for administrators."},
                 {"limits", "How much each caller may ask of each route."},
                 {"system", "Whether the server lives, and what it offers."}};
    return info;
}

accounts::SessionPolicy session_policy(const config::Settings& settings) {
    return {.idle = seconds(settings.session.idle_seconds),
            .absolute = seconds(settings.session.absolute_seconds),
            .max_per_user = settings.session.max_sessions_per_user};
}

storage::RetentionLimits retention(const config::Settings& settings) {
    return {.events = std::chrono::hours(settings.sse_persistence.retention_hours),
            .events_per_user = settings.sse_persistence.max_events_per_user,
            .audit = std::chrono::days(settings.audit.retention_days)};
}

reasoning::Limits engine_limits(const config::Settings& settings) {
    return {.max_nodes = static_cast<std::size_t>(settings.reasoning.max_nodes),
            .max_depth = static_cast<std::size_t>(settings.reasoning.max_depth),
            .max_time = seconds(settings.reasoning.max_seconds),
            .max_bytes = static_cast<std::size_t>(settings.reasoning.max_bytes),
            .tool_time = seconds(settings.reasoning.tool_seconds)};
}

accounts::ServerKey server_key(const config::Settings& settings, const std::string& database_file) {
    auto key = config::server_key(settings.secrets, database_file);
    return {std::move(key.current), std::move(key.previous), key.previous_until};
}

std::vector<std::unique_ptr<reasoning::Model>> models_of(const config::Settings& settings, const tools::Registry& tools,
                                                         Pool* pool) {
    for (const auto& model : settings.models)
        if (model.provider != "builtin" || model.id != "builtin")
            throw std::runtime_error(
                fmt::format("models: \"{}\" with the provider \"{}\" is not to be had in this version; allowed: the id "
                            "\"builtin\" with the provider \"builtin\"",
                            model.id, model.provider));
    std::vector<std::unique_ptr<reasoning::Model>> models;
    models.push_back(models::make_builtin(tools, pool));
    return models;
}

std::vector<std::string> names_of(const std::vector<std::unique_ptr<reasoning::Model>>& models) {
    std::vector<std::string> names;
    for (const auto& model : models) names.emplace_back(model->id());
    return names;
}

void require_startable(const config::Settings& settings) {
    config::check_server_key(settings.secrets, sqlite_file(settings));
    try {
        models_of(settings, tools::Registry::builtin());
    } catch (const std::runtime_error& error) {
        throw config::Error(error.what());
    }
}

unsigned readers(const config::Settings& settings) {
    return static_cast<unsigned>(settings.database.pool_max_connections);
}

}  // namespace rustygpt::app
