#include "base/utf8.h"

#include <cstdint>
#include <cstdlib>
#include <memory>

#include <utf8proc.h>

namespace rustygpt::utf8 {
namespace {

struct Step {
    char32_t code;
    std::size_t bytes;  // 0: not valid here
};

Step next(std::string_view text) {
    utf8proc_int32_t code = 0;
    const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                        static_cast<utf8proc_ssize_t>(text.size()), &code);
    if (bytes <= 0) return {0, 0};
    return {static_cast<char32_t>(code), static_cast<std::size_t>(bytes)};
}

bool white_space(char32_t c) {
    return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::optional<std::string> mapped(std::string_view text, int options) {
    utf8proc_uint8_t* out = nullptr;
    const auto length =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &out, static_cast<utf8proc_option_t>(options));
    std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(out, &std::free);
    if (length < 0) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(out), static_cast<std::size_t>(length));
}

}  // namespace

bool valid(std::string_view text) {
    while (!text.empty()) {
        if (static_cast<std::uint8_t>(text.front()) < 0x80) {
            text.remove_prefix(1);
            continue;
        }
        const auto step = next(text);
        if (step.bytes == 0) return false;
        text.remove_prefix(step.bytes);
    }
    return true;
}

std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<std::uint8_t>(c) & 0xC0) != 0x80;
    return count;
}

bool blank(std::string_view text) {
    while (!text.empty()) {
        const auto step = next(text);
        if (step.bytes == 0 || !white_space(step.code)) return false;
        text.remove_prefix(step.bytes);
    }
    return true;
}

std::optional<std::string> nfc(std::string_view text) { return mapped(text, UTF8PROC_COMPOSE | UTF8PROC_STABLE); }

std::optional<std::string> fold(std::string_view text) {
    return mapped(text, UTF8PROC_COMPOSE | UTF8PROC_STABLE | UTF8PROC_CASEFOLD);
}

std::string_view prefix(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<std::uint8_t>(text[limit]) & 0xC0) == 0x80) --limit;
    return text.substr(0, limit);
}

}  // namespace rustygpt::utf8
