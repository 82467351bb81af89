#include "config/keys.h"

#include "config/rules.h"

namespace rustygpt::config {
namespace {

// A row's way to its member, for reading and for writing.
#define AT(member) [](auto& target) -> auto& { return target.member; }

using Rows = std::vector<Key<Settings>>;

void add_server(Rows& rows) {
    using S = Settings;
    rows.push_back(whole<S>("server.port", AT(server.port), 0, 65'535, "TCP port; 0 takes any free one and prints it"));
    rows.push_back(text<S>("server.bind_address", AT(server.bind_address), rules::address(), "address to listen on"));
    rows.push_back(text<S>("server.base_path", AT(server.base_path), rules::base_path(), "stands before every path"));
    rows.push_back(whole<S>("server.threads", AT(server.threads), 0, 256, "network threads; 0: one per core"));
    rows.push_back(text<S>("server.public_url", AT(server.public_url), rules::origin_or_nothing(),
                           "the origin that browsers see; any other Host is refused"));
    rows.push_back(list<S>("server.trusted_proxies", AT(server.trusted_proxies), rules::address_or_network(),
                           "proxies whose forwarded headers count"));
    rows.push_back(whole<S>("server.drain_seconds", AT(server.drain_seconds), 0, 3'600, "time to end after SIGTERM"));
    rows.push_back(
        whole<S>("server.max_body_bytes", AT(server.max_body_bytes), 1'024, 1'073'741'824, "largest request body"));
    rows.push_back(whole<S>("server.sse_keepalive_seconds", AT(server.sse_keepalive_seconds), 1, 300,
                            "a comment line after that much silence"));
    rows.push_back(whole<S>("server.max_streams_per_user", AT(server.max_streams_per_user), 1, 10'000,
                            "open event streams; one more closes the oldest"));
    rows.push_back(whole<S>("server.max_connections_per_address", AT(server.max_connections_per_address), 0, 1'000'000,
                            "of one client address (IPv6: one /64) that is no trusted proxy; 0: a quarter of all"));
    rows.push_back(list<S>("server.cors.allowed_origins", AT(server.cors_allowed_origins), rules::origin(),
                           "foreign pages that may call the API"));
}

void add_session(Rows& rows) {
    using S = Settings;
    constexpr std::int64_t year = 31'536'000;
    rows.push_back(
        whole<S>("session.idle_seconds", AT(session.idle_seconds), 1, year, "a session ends when unused so long"));
    rows.push_back(whole<S>("session.absolute_seconds", AT(session.absolute_seconds), 1, year,
                            "a session ends so long after it began"));
    rows.push_back(text<S>("session.session_cookie_name", AT(session.session_cookie_name), rules::cookie_name(),
                           "cookie with the session's secret"));
    rows.push_back(text<S>("session.csrf_cookie_name", AT(session.csrf_cookie_name), rules::cookie_name(),
                           "cookie with the CSRF token"));
    rows.push_back(whole<S>("session.max_sessions_per_user", AT(session.max_sessions_per_user), 1, 1'000,
                            "one more ends the oldest"));
    rows.push_back(choice<S, CookieSecure>(
        "session.cookie_secure", AT(session.cookie_secure),
        {{"auto", CookieSecure::automatic}, {"always", CookieSecure::always}, {"never", CookieSecure::never}},
        "the cookies' Secure attribute; auto: on HTTPS"));
}

void add_storage(Rows& rows) {
    using S = Settings;
    rows.push_back(text<S>("database.url", AT(database.url), rules::database_url(), "where everything is kept"));
    rows.push_back(whole<S>("database.pool_max_connections", AT(database.pool_max_connections), 1, 1'000,
                            "connections for reading"));
    rows.push_back(whole<S>("database.statement_timeout_ms", AT(database.statement_timeout_ms), 100, 600'000,
                            "longest wait for one statement"));
    rows.push_back(whole<S>("sse.persistence.retention_hours", AT(sse_persistence.retention_hours), 24, 72,
                            "how long a stream can be resumed"));
    rows.push_back(whole<S>("sse.persistence.max_events_per_user", AT(sse_persistence.max_events_per_user), 1'000,
                            1'000'000'000, "older events of a user are dropped"));
}

void add_audit(Rows& rows) {
    using S = Settings;
    rows.push_back(whole<S>("audit.retention_days", AT(audit.retention_days), 90, 36'500,
                            "older entries of the audit are forgotten"));
}

void add_limits(Rows& rows) {
    using S = Settings;
    rows.push_back(flag<S>("rate_limits.admin_api_enabled", AT(rate_limits.admin_api_enabled),
                           "whether /api/admin/limits/* exists"));
    rows.push_back(number<S>("rate_limits.default_rps", AT(rate_limits.default_rps), 0, 1'000'000,
                             "requests a second and caller where nothing is assigned; 0: unlimited"));
    rows.push_back(whole<S>("rate_limits.default_burst", AT(rate_limits.default_burst), 1, 1'000'000,
                            "requests at once where nothing is assigned"));
    rows.push_back(whole<S>("rate_limits.login_per_minute", AT(rate_limits.login_per_minute), 1, 1'000'000,
                            "logins per address, and failed ones per account"));
    rows.push_back(whole<S>("reasoning.max_nodes", AT(reasoning.max_nodes), 1, 10'000, "steps of one answer"));
    rows.push_back(whole<S>("reasoning.max_depth", AT(reasoning.max_depth), 1, 1'000, "longest chain of steps"));
    rows.push_back(whole<S>("reasoning.max_seconds", AT(reasoning.max_seconds), 1, 86'400, "longest answer"));
    rows.push_back(whole<S>("reasoning.max_bytes", AT(reasoning.max_bytes), 1'024, 1'073'741'824,
                            "all inputs and outputs of one answer's steps"));
    rows.push_back(
        whole<S>("reasoning.tool_seconds", AT(reasoning.tool_seconds), 1, 3'600, "longest call of one tool"));
}

void add_documents(Rows& rows) {
    using S = Settings;
    rows.push_back(
        whole<S>("documents.max_per_user", AT(documents.max_per_user), 0, 1'000'000, "documents of one user"));
    rows.push_back(whole<S>("documents.max_bytes_per_user", AT(documents.max_bytes_per_user), 0, 1'099'511'627'776,
                            "a user's documents as uploaded, all together"));
    rows.push_back(whole<S>("documents.max_pages", AT(documents.max_pages), 1, 100'000, "pages of one PDF"));
    rows.push_back(whole<S>("documents.read_seconds", AT(documents.read_seconds), 1, 600,
                            "time for the process that reads one document"));
    rows.push_back(whole<S>("documents.read_memory_bytes", AT(documents.read_memory_bytes), 134'217'728, 68'719'476'736,
                            "address space of that process"));
}

void add_telemetry(Rows& rows) {
    using S = Settings;
    using log::Format;
    using log::Level;
    rows.push_back(choice<S, Level>("telemetry.log_level", AT(telemetry.log_level),
                                    {{"debug", Level::debug},
                                     {"info", Level::info},
                                     {"warning", Level::warning},
                                     {"error", Level::error},
                                     {"off", Level::off}},
                                    "the least that is logged"));
    rows.push_back(choice<S, Format>("telemetry.log_format", AT(telemetry.log_format),
                                     {{"json", Format::json}, {"text", Format::text}},
                                     "JSON for machines, text for people"));
    rows.push_back(flag<S>("telemetry.access_log", AT(telemetry.access_log), "a record at info for each request"));
    rows.push_back(text<S>("telemetry.metrics_endpoint", AT(telemetry.metrics_endpoint), rules::metrics_path(),
                           "path of the metrics"));
    rows.push_back(choice<S, MetricsAccess>("telemetry.metrics_access", AT(telemetry.metrics_access),
                                            {{"loopback", MetricsAccess::loopback},
                                             {"token", MetricsAccess::token},
                                             {"public", MetricsAccess::open},
                                             {"off", MetricsAccess::off}},
                                            "who may read the metrics"));
}

Rows make_settings_keys() {
    Rows rows;
    add_server(rows);
    add_session(rows);
    add_storage(rows);
    add_audit(rows);
    add_limits(rows);
    add_documents(rows);
    add_telemetry(rows);
    return rows;
}

// The value of api_key is the secret's name until load() puts the secret itself in its place.
Key<Model> api_key() {
    Rule rule{"the name of a secret, such as RUSTYGPT__SECRETS__OPENAI_KEY: the key itself does not belong in a file",
              [](std::string_view text) { return text.starts_with("RUSTYGPT__SECRETS__") && text.size() > 19; }};
    auto key = text<Model>("api_key", AT(api_key), std::move(rule), "key of the provider");
    key.secret = true;
    return key;
}

std::vector<Key<Model>> make_model_keys() {
    using M = Model;
    return {
        text<M>("id", AT(id), rules::model_id(), "the name that clients ask for"),
        choice<M, std::string>("provider", AT(provider),
                               {{"builtin", "builtin"}, {"openai", "openai"}, {"llama", "llama"}}, "what answers"),
        text<M>("base_url", AT(base_url), rules::http_url(), "an OpenAI-compatible server"),
        api_key(),
        text<M>("model_path", AT(model_path), rules::anything(), "a GGUF file"),
        whole<M>("concurrency", AT(concurrency), 1, 1'024, "answers at a time"),
        whole<M>("context_length", AT(context_length), 256, 16'777'216, "tokens"),
        whole<M>("connect_timeout_seconds", AT(connect_timeout_seconds), 1, 600, "longest wait for a connection"),
        whole<M>("timeout_seconds", AT(timeout_seconds), 1, 86'400, "longest silence within one call"),
    };
}

#undef AT

}  // namespace

const std::vector<Key<Settings>>& settings_keys() {
    static const auto rows = make_settings_keys();
    return rows;
}

const std::vector<Key<Model>>& model_keys() {
    static const auto rows = make_model_keys();
    return rows;
}

std::optional<std::string> Database::sqlite_file() const {
    if (!url.starts_with("sqlite:")) return std::nullopt;
    return url.substr(7);
}

}  // namespace rustygpt::config
