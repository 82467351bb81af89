#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace rustygpt::http {

class Limiter;

struct ServerOptions {
    std::string bind_address = "127.0.0.1";  // an IPv4 or IPv6 address
    std::uint16_t port = 8080;               // 0: any free one
    std::string base_path{};                 // "" or "/prefix", without a slash at its end
    unsigned threads = 0;                    // one core's worth each; 0: as many as the machine has
    std::string public_url{};                // "https://chat.example.org"; "" where unknown
    std::vector<std::string> trusted_proxies{};       // addresses and CIDR blocks
    std::vector<std::string> cors_allowed_origins{};  // exact, "https://app.example.org"
    std::size_t max_body_bytes = 1024 * 1024;

    std::chrono::milliseconds sse_keepalive{15'000};
    std::chrono::milliseconds head_deadline{10'000};   // from the first byte, or from accepting, to the empty line
    std::chrono::milliseconds idle_deadline{75'000};   // between requests
    // A body, or a response's reader, may take this long and as much more as its bytes take at slowest_rate.
    std::chrono::milliseconds transfer_deadline{10'000};
    std::size_t slowest_rate = 4 * 1024;               // bytes a second
    std::chrono::milliseconds linger_deadline{2'000};  // for the peer to read our last answer
    // All cores together, and from one address (IPv6: one /64) that is no trusted proxy; 0: a quarter of all. Past it
    // new connections are told 503 and closed at once.
    std::size_t max_connections = 20'000;
    std::size_t max_connections_per_address = 0;

    bool access_log = true;  // a record at info per request
    bool metrics = false;  // count requests, for Server::write_metrics
    Limiter* limiter = nullptr;  // where limits are on; outlives the server
};

}  // namespace rustygpt::http
