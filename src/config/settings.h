#pragma once

// What can be configured, with its defaults. keys.cpp says how each is read, within which limits, and what it is for.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "telemetry/log.h"

namespace rustygpt::config {

enum class CookieSecure {
    automatic,  // on HTTPS: told by public_url or by a trusted proxy
    always,
    never,
};
enum class MetricsAccess { loopback, token, open, off };

struct Server {
    std::int64_t port = 8080;                // 0: any free one
    std::string bind_address = "127.0.0.1";  // an IPv4 or IPv6 address
    std::string base_path{};                 // "" or "/chat": what stands before every path
    std::int64_t threads = 0;                // 0: one per core
    std::string public_url{};                // "https://chat.example.org": the origin that browsers see
    std::vector<std::string> trusted_proxies{};  // addresses or networks ("10.0.0.0/8")
    std::int64_t drain_seconds = 10;
    std::int64_t max_body_bytes = 1'048'576;
    std::int64_t sse_keepalive_seconds = 15;
    std::int64_t max_streams_per_user = 20;
    std::int64_t max_connections_per_address = 0;     // 0: a quarter of all
    std::vector<std::string> cors_allowed_origins{};  // exact origins
};

struct Session {
    std::int64_t idle_seconds = 28'800;       // 8 hours
    std::int64_t absolute_seconds = 604'800;  // 7 days
    std::string session_cookie_name = "sid";
    std::string csrf_cookie_name = "CSRF-TOKEN";
    std::int64_t max_sessions_per_user = 5;
    CookieSecure cookie_secure = CookieSecure::automatic;
};

struct Database {
    std::string url = "sqlite:rustygpt.db";
    std::int64_t pool_max_connections = 10;
    std::int64_t statement_timeout_ms = 10'000;

    // The file of a sqlite: URL; nothing for a server's.
    [[nodiscard]] std::optional<std::string> sqlite_file() const;
};

struct RateLimits {
    bool admin_api_enabled = true;
    double default_rps = 10;  // requests a second and caller on routes without an assignment; 0: unlimited
    std::int64_t default_burst = 20;
    std::int64_t login_per_minute = 10;
};

struct SsePersistence {
    std::int64_t retention_hours = 48;
    std::int64_t max_events_per_user = 1'000'000;
};

struct Audit {
    std::int64_t retention_days = 730;
};

struct Telemetry {
    log::Level log_level = log::Level::info;
    log::Format log_format = log::Format::json;
    bool access_log = true;  // a record at info for each request
    std::string metrics_endpoint = "/metrics";
    MetricsAccess metrics_access = MetricsAccess::loopback;
};

// One [[models]] table.
struct Model {
    std::string id{};
    std::string provider = "builtin";  // builtin, openai, llama
    std::string base_url{};            // openai: "http://127.0.0.1:11434/v1"
    std::string api_key{};             // the secret itself; the file names it only
    std::string model_path{};          // llama: a GGUF file
    std::int64_t concurrency = 1;      // answers at a time
    std::int64_t context_length = 8'192;  // tokens
    std::int64_t connect_timeout_seconds = 10;
    std::int64_t timeout_seconds = 300;  // the longest silence within one call
};

// What ends a graph with an error.
struct Reasoning {
    std::int64_t max_nodes = 64;
    std::int64_t max_depth = 16;
    std::int64_t max_seconds = 600;
    std::int64_t max_bytes = 8'388'608;  // all inputs and outputs together
    std::int64_t tool_seconds = 5;       // past it one tool's call fails, the answer goes on
};

struct Documents {
    std::int64_t max_per_user = 1'000;
    std::int64_t max_bytes_per_user = 268'435'456;  // as uploaded, all together
    std::int64_t max_pages = 2'000;                 // of a PDF
    std::int64_t read_seconds = 20;                 // for the process that reads one
    std::int64_t read_memory_bytes = 1'073'741'824;
};

struct Settings {
    Server server{};
    Session session{};
    Database database{};
    RateLimits rate_limits{};
    SsePersistence sse_persistence{};
    Audit audit{};
    Telemetry telemetry{};
    std::vector<Model> models{};
    Reasoning reasoning{};
    Documents documents{};
    // RUSTYGPT__SECRETS__NAME by NAME. Never printed, never logged.
    std::map<std::string, std::string> secrets{};
};

}  // namespace rustygpt::config
