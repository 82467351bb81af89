#include "tools/codec.h"

#include <charconv>
#include <cstdint>

#include <fmt/format.h>

#include "base/crypto.h"
#include "base/utf8.h"
#include "tools/html_entities.h"
#include "tools/utf8_append.h"

namespace rustygpt::tools {
namespace {

std::span<const std::uint8_t> as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~").contains(c);
}

int digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The byte that two hex digits at `at` say; -1 where they don't.
int byte_at(std::string_view text, std::size_t at) {
    if (at + 2 > text.size() || digit(text[at]) < 0 || digit(text[at + 1]) < 0) return -1;
    return digit(text[at]) * 16 + digit(text[at + 1]);
}

std::string to_url(std::string_view bytes) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : bytes) {
        if (unreserved(c)) {
            out.push_back(c);
            continue;
        }
        const auto byte = static_cast<std::uint8_t>(c);
        out.push_back('%');
        out.push_back(digits[byte >> 4]);
        out.push_back(digits[byte & 15]);
    }
    return out;
}

std::string to_html(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out.push_back(c);
        }
    }
    return out;
}

using Decoded = std::optional<std::string>;

Decoded from_hex(std::string_view text, std::string& why) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += 2) {
        const int byte = byte_at(text, at);
        if (byte < 0) {
            why = fmt::format("two hex digits are expected at byte {}", at);
            return std::nullopt;
        }
        out.push_back(static_cast<char>(byte));
    }
    return out;
}

Decoded from_url(std::string_view text, std::string& why) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '%') {
            const int byte = byte_at(text, at + 1);
            if (byte < 0) {
                why = fmt::format("two hex digits are expected behind the % at byte {}", at);
                return std::nullopt;
            }
            out.push_back(static_cast<char>(byte));
            at += 2;
        } else if (c > 0x20 && c < 0x7F) {
            out.push_back(c);
        } else {
            why = fmt::format("what is no printable ASCII has to be percent-encoded, at byte {}", at);
            return std::nullopt;
        }
    }
    return out;
}

// "eacute", "#233", "#xE9": what stands between & and ;.
std::optional<char32_t> referenced(std::string_view name) {
    if (!name.starts_with('#')) return html_entity(name);
    name.remove_prefix(1);
    const bool hexadecimal = name.starts_with('x') || name.starts_with('X');
    if (hexadecimal) name.remove_prefix(1);
    std::uint32_t code = 0;
    const auto* end = name.data() + name.size();
    const auto read = std::from_chars(name.data(), end, code, hexadecimal ? 16 : 10);
    const bool scalar = code > 0 && code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
    if (read.ec != std::errc() || read.ptr != end || !scalar) return std::nullopt;
    return code;
}

Decoded from_html(std::string_view text, std::string& why) {
    constexpr std::size_t longest_reference = 12;
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '&') {
            out.push_back(text[at]);
            continue;
        }
        const auto length = text.substr(at + 1, longest_reference).find(';');
        const auto code = length == text.npos ? std::nullopt : referenced(text.substr(at + 1, length));
        if (!code) {
            why = fmt::format("the & at byte {} begins no character reference", at);
            return std::nullopt;
        }
        append_utf8(out, *code);
        at += length + 1;
    }
    return out;
}

Decoded base64_or_why(Decoded decoded, std::string_view rule, std::string& why) {
    if (!decoded) why = fmt::format("it is not base64 {}, without white space or bits left over", rule);
    return decoded;
}

}  // namespace

std::string encode(TextFormat format, std::string_view bytes) {
    switch (format) {
        case TextFormat::base64: return base64(as_bytes(bytes));
        case TextFormat::base64url: return base64url(as_bytes(bytes));
        case TextFormat::hex: return hex(as_bytes(bytes));
        case TextFormat::url: return to_url(bytes);
        case TextFormat::html: return to_html(bytes);
    }
    return {};
}

std::optional<std::string> decode(TextFormat format, std::string_view text, std::string& why) {
    switch (format) {
        case TextFormat::base64: return base64_or_why(from_base64(text), "with padding (RFC 4648 section 4)", why);
        case TextFormat::base64url:
            return base64_or_why(from_base64url(text), "of the URL-safe kind without padding (RFC 4648 section 5)",
                                 why);
        case TextFormat::hex: return from_hex(text, why);
        case TextFormat::url: return from_url(text, why);
        case TextFormat::html: return from_html(text, why);
    }
    return std::nullopt;
}

}  // namespace rustygpt::tools
