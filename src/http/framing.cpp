#include "http/framing.h"

#include <algorithm>
#include <cstring>

#include "http/text.h"

namespace rustygpt::http {
namespace {

using enum Failure::Kind;
using Result = std::optional<Refusal>;

Refusal malformed(std::string_view why) { return {malformed_request, why}; }

// What the rules that span several fields need to know.
struct Seen {
    unsigned hosts = 0;
    unsigned lengths = 0;
    unsigned codings = 0;
};

bool digits(std::string_view text) {
    return !text.empty() && text.size() <= 18 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// HT, SP, visible and obs-text; no other control characters (RFC 9110 section 5.5).
bool field_value(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
    });
}

Result check_request_line(std::string_view line) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == line.npos || first == last) return malformed("The request line is not METHOD TARGET VERSION.");
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (method.empty() || method.size() > max_method_bytes || !std::ranges::all_of(method, is_token_char))
        return malformed("The method is not a token.");
    if (target.size() > max_target_bytes) return Refusal{uri_too_long, "The request target is over 8,000 bytes."};
    if (target.empty() || !std::ranges::all_of(target, is_target_char))
        return malformed("The request target has characters that do not belong there.");
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return malformed("The version must be HTTP/1.1 or HTTP/1.0.");
    return std::nullopt;
}

Result check_field(std::string_view line, Seen& seen) {
    if (line.front() == ' ' || line.front() == '\t') return malformed("A header is folded over several lines.");
    const auto colon = line.find(':');
    if (colon == line.npos || colon == 0) return malformed("A header has no name or no colon.");
    const auto name = line.substr(0, colon);
    if (!std::ranges::all_of(name, is_token_char)) return malformed("A header's name is not a token.");
    const auto value = trimmed(line.substr(colon + 1));
    if (!field_value(value)) return malformed("A header has control characters.");
    if (same_without_case(name, "host")) {
        ++seen.hosts;
        if (!valid_host(value)) return malformed("The Host header is not valid.");
    } else if (same_without_case(name, "content-length")) {
        ++seen.lengths;
        if (!digits(value)) return malformed("Content-Length is not one number.");
    } else if (same_without_case(name, "transfer-encoding")) {
        ++seen.codings;
        if (!same_without_case(value, "chunked")) return malformed("The only Transfer-Encoding taken is chunked.");
    }
    return std::nullopt;
}

Result check_together(const Seen& seen, bool http_1_0) {
    if (seen.hosts != 1) return malformed("A request needs exactly one Host header.");
    if (seen.lengths > 1) return malformed("There is more than one Content-Length.");
    if (seen.codings > 1) return malformed("There is more than one Transfer-Encoding.");
    if (seen.codings && seen.lengths) return malformed("Content-Length and Transfer-Encoding exclude each other.");
    if (seen.codings && http_1_0) return malformed("HTTP/1.0 has no Transfer-Encoding.");
    return std::nullopt;
}

bool valid_port(std::string_view port) {
    return port.size() <= 5 && std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool valid_host(std::string_view host) {
    if (host.starts_with('[')) {
        const auto end = host.find(']');
        if (end == host.npos || end < 3) return false;
        const auto inside = host.substr(1, end - 1);
        if (!std::ranges::all_of(inside, [](char c) { return hex_pair('0', c) >= 0 || c == ':' || c == '.'; }))
            return false;
        host.remove_prefix(end + 1);
        return host.empty() || (host.front() == ':' && valid_port(host.substr(1)));
    }
    const auto colon = std::min(host.find(':'), host.size());
    const auto name = host.substr(0, colon);
    const auto name_char = [](char c) { return is_token_char(c) && c != '#' && c != '^' && c != '`' && c != '|'; };
    return !name.empty() && name.size() <= 255 && std::ranges::all_of(name, name_char) &&
           (colon == host.size() || valid_port(host.substr(colon + 1)));
}

std::size_t HeadSearch::refuse(Failure::Kind kind, std::string_view why) {
    refusal_ = Refusal{kind, why};
    return 0;
}

std::size_t HeadSearch::find(std::string_view bytes) {
    // What does not begin like a method is no HTTP: a TLS greeting, say. No need to wait for a line's end.
    if (!bytes.empty() && !is_token_char(bytes.front())) return refuse(malformed_request, "This is not HTTP/1.1.");
    while (scanned_ < bytes.size()) {
        const auto* found =
            static_cast<const char*>(std::memchr(bytes.data() + scanned_, '\n', bytes.size() - scanned_));
        if (!found) {
            scanned_ = bytes.size();
            break;
        }
        const auto at = static_cast<std::size_t>(found - bytes.data());
        if (at == 0 || bytes[at - 1] != '\r') return refuse(malformed_request, "A line ends without CR.");
        scanned_ = at + 1;
        if (request_line_ == 0) request_line_ = scanned_;
        if (at >= 3 && bytes[at - 2] == '\n') {
            if (scanned_ - request_line_ > max_header_bytes + 2) break;
            return scanned_;
        }
    }
    constexpr auto longest_line = max_method_bytes + max_target_bytes + std::string_view("  HTTP/1.1\r\n").size();
    if (request_line_ == 0 && scanned_ > longest_line)
        return refuse(uri_too_long, "The request target is over 8,000 bytes.");
    if (request_line_ > 0 && scanned_ - request_line_ > max_header_bytes + 2)
        return refuse(headers_too_large, "The headers are over 16 KiB.");
    return 0;
}

Result check_head(std::string_view head) {
    Seen seen;
    bool http_1_0 = false;
    for (bool first = true; !head.empty(); first = false) {
        const auto end = head.find("\r\n");
        const auto line = head.substr(0, end);
        head.remove_prefix(end == head.npos ? head.size() : end + 2);
        if (line.find('\r') != line.npos) return malformed("A CR stands without LF.");
        if (first) {
            if (auto refused = check_request_line(line)) return refused;
            http_1_0 = line.ends_with("0");
        } else if (!line.empty()) {
            if (auto refused = check_field(line, seen)) return refused;
        }
    }
    return check_together(seen, http_1_0);
}

}  // namespace rustygpt::http
