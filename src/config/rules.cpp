#include "config/rules.h"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

namespace rustygpt::config::rules {
namespace {

// The address's length in bits; 0 where it is none.
int address_bits(std::string_view text) {
    std::array<unsigned char, 16> bytes{};
    const std::string terminated(text);
    if (inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1) return 32;
    if (inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1) return 128;
    return 0;
}

bool is_address(std::string_view text) { return !text.contains('\0') && address_bits(text) > 0; }

bool is_network(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == text.npos) return is_address(text);
    const auto length = read_whole({.text = std::string(text.substr(slash + 1))});
    return is_address(text.substr(0, slash)) && length && *length >= 0 &&
           *length <= address_bits(text.substr(0, slash));
}

bool all_of(std::string_view text, std::string_view others) {
    return std::ranges::all_of(text, [others](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || others.contains(c);
    });
}

bool is_path(std::string_view text) {
    return text.size() > 1 && text.size() <= 200 && text.starts_with('/') && !text.ends_with('/') &&
           !text.contains("//") && !text.contains("/.") && all_of(text, "/-._~");
}

bool is_port(std::string_view text) {
    const auto port = read_whole({.text = std::string(text)});
    return port && *port >= 1 && *port <= 65'535;
}

bool is_authority(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == text.npos || address_bits(text.substr(1, end - 1)) != 128) return false;
        const auto rest = text.substr(end + 1);
        return rest.empty() || (rest.starts_with(':') && is_port(rest.substr(1)));
    }
    const auto colon = text.find(':');
    const auto host = text.substr(0, colon);
    // Browsers send hosts in lower case; another spelling here would never match.
    const bool lower = std::ranges::none_of(host, [](char c) { return c >= 'A' && c <= 'Z'; });
    return !host.empty() && host.size() <= 253 && lower && all_of(host, "-.") &&
           (colon == text.npos || is_port(text.substr(colon + 1)));
}

std::optional<std::string_view> after_scheme(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (text.starts_with(scheme)) return text.substr(scheme.size());
    return std::nullopt;
}

bool is_origin(std::string_view text) {
    const auto rest = after_scheme(text);
    return rest && is_authority(*rest);
}

bool is_http_url(std::string_view text) {
    const auto rest = after_scheme(text);
    return rest && is_authority(rest->substr(0, rest->find('/'))) && all_of(*rest, "/-._~:[]");
}

bool is_database_url(std::string_view text) {
    if (text.starts_with("postgres://") || text.starts_with("postgresql://")) return text.size() > 13;
    return text.starts_with("sqlite:") && text.size() > 7 && !text.contains('\0');
}

}  // namespace

Rule anything() {
    return {"any text", [](std::string_view) { return true; }};
}
Rule address() { return {"an IPv4 or IPv6 address", is_address}; }
Rule address_or_network() { return {"an address or a network such as 10.0.0.0/8", is_network}; }
Rule metrics_path() {
    return {"a path such as /metrics, without a slash at its end, outside /api and /v1", [](std::string_view text) {
                const auto first = text.substr(0, std::min(text.find('/', 1), text.size()));
                return is_path(text) && first != "/api" && first != "/v1";
            }};
}
Rule origin() { return {"an origin such as https://chat.example.org, without a path", is_origin}; }
Rule database_url() { return {"sqlite:FILE or postgres://USER:PASSWORD@HOST/NAME", is_database_url}; }

Rule base_path() {
    return {"empty, or a path such as /chat without a slash at its end",
            [](std::string_view text) { return text.empty() || is_path(text); }};
}

Rule origin_or_nothing() {
    return {"empty, or an origin such as https://chat.example.org, without a path",
            [](std::string_view text) { return text.empty() || is_origin(text); }};
}

Rule cookie_name() {
    return {"1 to 64 letters, digits and !#$%&'*+-.^_`|~", [](std::string_view text) {
                return !text.empty() && text.size() <= 64 && all_of(text, "!#$%&'*+-.^_`|~");
            }};
}

Rule http_url() {
    return {"empty, or a URL such as http://127.0.0.1:11434/v1",
            [](std::string_view text) { return text.empty() || is_http_url(text); }};
}

Rule model_id() {
    return {"1 to 128 letters, digits and -._:/",
            [](std::string_view text) { return !text.empty() && text.size() <= 128 && all_of(text, "-._:/"); }};
}

}  // namespace rustygpt::config::rules
