#include "http/refusal_log.h"

#include "telemetry/log.h"

namespace rustygpt::http {
namespace {

constexpr std::size_t most_shown = 200;  // bytes of a header

std::string_view shown(std::string_view text) { return text.substr(0, most_shown); }

std::string_view shown_header(const Call& call, std::string_view name) { return shown(call.header(name).value_or("")); }

std::string_view setting_for(const Call& call, const Foreign& foreign, bool public_url_set) {
    if (public_url_set)
        return foreign.cause == Foreign::Cause::elsewhere
                   ? "server.cors.allowed_origins, if that page may use the API; server.public_url, if it is our own"
                   : "server.public_url: browsers reach the server at another address";
    if (call.header("x-forwarded-proto") && !call.by_trusted_proxy)
        return "server.public_url, if that origin is our own; or server.trusted_proxies, if the peer is your proxy";
    return foreign.cause == Foreign::Cause::elsewhere
               ? "server.public_url, if that origin is our own; server.cors.allowed_origins, if that page may use the "
                 "API"
               : "server.public_url, if that origin is our own";
}

}  // namespace

std::optional<std::uint64_t> RefusalLog::admit(Kind kind) {
    const std::lock_guard lock(mutex_);
    auto& bucket = buckets_[kind];
    if (!bucket.limit.admit(std::chrono::steady_clock::now())) {
        ++bucket.left_out;
        return std::nullopt;
    }
    return std::exchange(bucket.left_out, 0);
}

void RefusalLog::foreign_origin(const Call& call, const Foreign& foreign) {
    const auto left_out = admit(foreign.cause == Foreign::Cause::elsewhere ? another_page : same_page);
    if (!left_out) return;
    log::write(log::Level::warning, "request refused as another site's", call.trace_id,
               {{"origin", shown_header(call, "origin")},
                {"own_origin", shown(foreign.own)},
                {"own_origin_from", foreign.own_comes_from},
                {"host", shown(call.host)},
                {"sec_fetch_site", shown_header(call, "sec-fetch-site")},
                {"peer", call.peer},
                {"setting", setting_for(call, foreign, foreign.own_comes_from == "server.public_url")},
                {"left_out", *left_out}});
}

void RefusalLog::unknown_host(const Call& call, std::string_view public_origin) {
    const auto left_out = admit(host);
    if (!left_out) return;
    log::write(log::Level::warning, "request refused for its host", call.trace_id,
               {{"host", shown(call.host)},
                {"own_origin", public_origin},
                {"peer", call.peer},
                {"setting", "server.public_url: it alone and loopback names are served; a proxy has to pass Host on"},
                {"left_out", *left_out}});
}

void RefusalLog::foreign_preflight(const Call& call, std::string_view origin) {
    const auto left_out = admit(preflight);
    if (!left_out) return;
    log::write(log::Level::warning, "another site's page asked to use the API", call.trace_id,
               {{"origin", shown(origin)},
                {"host", shown(call.host)},
                {"peer", call.peer},
                {"setting", "server.cors.allowed_origins, if that page may use the API"},
                {"left_out", *left_out}});
}

std::string_view message_of(Foreign::Cause cause) {
    if (cause == Foreign::Cause::elsewhere) return "This request comes from another site.";
    return "This request comes from another site than the one that the server takes for its own. If it is the same, "
           "the server's operator has to set server.public_url.";
}

}  // namespace rustygpt::http
