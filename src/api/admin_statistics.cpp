#include "api/admin.h"

namespace rustygpt::api {

struct Statistics {
    std::string version{};
    Time started_at{};
    std::int64_t uptime_seconds = 0;
    Time counted_at{};
    accounts::UserCounts users{};
    std::int64_t conversations = 0;
    std::int64_t messages = 0;
    accounts::AnswerCounts answers{};
    std::int64_t active_sessions = 0;
    std::int64_t api_tokens = 0;
    std::int64_t audit_entries = 0;
    std::int64_t open_streams = 0;
    std::int64_t database_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(Statistics, (),
                      (version, started_at, uptime_seconds, counted_at, users, conversations, messages, answers,
                       active_sessions, api_tokens, audit_entries, open_streams, database_bytes))

namespace {

json::value example() {
    return {
        {"version", RUSTYGPT_VERSION},
        {"started_at", "2026-02-01T08:00:00.000Z"},
        {"uptime_seconds", 1800},
        {"counted_at", "2026-02-01T08:29:58.120Z"},
        {"users", {{"total", 4}, {"admin", 1}, {"member", 2}, {"read_only", 1}, {"disabled", 0}}},
        {"conversations", 31},
        {"messages", 214},
        {"answers",
         {{"queued", 0}, {"streaming", 1}, {"completed", 103}, {"cancelled", 2}, {"interrupted", 0}, {"failed", 1}}},
        {"active_sessions", 3},
        {"api_tokens", 2},
        {"audit_entries", 57},
        {"open_streams", 4},
        {"database_bytes", 1'245'184}};
}

Statistics statistics_of(const ServerStatistics& source, const ServerStatistics::Counted& counted) {
    const auto& counts = counted.counts;
    return {.version = RUSTYGPT_VERSION,
            .started_at = source.started(),
            .uptime_seconds = std::chrono::floor<seconds>(source.now() - source.started()).count(),
            .counted_at = counted.at,
            .users = counts.users,
            .conversations = counts.conversations,
            .messages = counts.messages,
            .answers = counts.answers,
            .active_sessions = counts.active_sessions,
            .api_tokens = counts.api_tokens,
            .audit_entries = counts.audit_entries,
            .open_streams = source.probes.open_streams(),
            .database_bytes = source.probes.database_bytes()};
}

}  // namespace

void add_statistics_routes(http::Routes& routes, const AdminServices& services) {
    routes.add({
        .operation_id = "getStatistics",
        .method = http::Method::get,
        .path = "/api/admin/stats",
        .access = for_admins,
        .tag = "admin",
        .summary = "Count what there is",
        .description = "What is counted in the database is up to ten seconds old: see counted_at. The rest is of now.",
        .replies = {{.status = 200,
                     .description = "The counts.",
                     .schema = routes.response<Statistics>(),
                     .example = example()}},
        .handler = [&services](http::Call&) -> Task<http::Response> {
            const auto counted = co_await services.statistics.count();
            co_return http::Response::json(dto::to_json(statistics_of(services.statistics, counted)));
        },
    });
}

}  // namespace rustygpt::api
