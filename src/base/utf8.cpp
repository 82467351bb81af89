#include "base/utf8.h"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

#include <utf8proc.h>

namespace rustygpt::utf8 {
namespace {

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
    if (length == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();  // it says nothing of the text
    if (length < 0) return std::nullopt;
    return std::string(reinterpret_cast<const char*>(out), static_cast<std::size_t>(length));
}

std::optional<std::string> normalized(std::string_view text, int options) {
    return text.size() <= longest_normalized ? mapped(text, options) : std::nullopt;
}

// How far one may read without cutting a character, while `fits` allows it.
template <class Fits>
std::size_t whole_characters(std::string_view text, Fits fits) {
    utf8proc_int32_t state = 0;
    char32_t before = 0;
    std::size_t at = 0;
    std::size_t border = 0;
    std::size_t points = 0;
    while (at < text.size()) {
        const auto [code, bytes] = decode(text.substr(at));
        if (bytes == 0) break;
        if (at > 0 && utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(before),
                                                       static_cast<utf8proc_int32_t>(code), &state))
            border = at;
        if (!fits(at + bytes, ++points)) return border > 0 ? border : at;
        before = code;
        at += bytes;
    }
    return at;
}

}  // namespace

Decoded decode(std::string_view text) {
    utf8proc_int32_t code = 0;
    const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                        static_cast<utf8proc_ssize_t>(text.size()), &code);
    if (bytes <= 0) return {};
    return {static_cast<char32_t>(code), static_cast<std::size_t>(bytes)};
}

bool valid(std::string_view text) {
    while (!text.empty()) {
        if (static_cast<std::uint8_t>(text.front()) < 0x80) {
            text.remove_prefix(1);
            continue;
        }
        const auto step = decode(text);
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
        const auto step = decode(text);
        if (step.bytes == 0 || !white_space(step.code)) return false;
        text.remove_prefix(step.bytes);
    }
    return true;
}

std::optional<std::string> nfc(std::string_view text) { return normalized(text, UTF8PROC_COMPOSE | UTF8PROC_STABLE); }

std::optional<std::string> fold(std::string_view text) {
    return normalized(text, UTF8PROC_COMPOSE | UTF8PROC_STABLE | UTF8PROC_CASEFOLD);
}

std::optional<std::string> lookalike_key(std::string_view text) {
    constexpr int options = UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_STABLE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    auto once = normalized(text, options);
    // What one step makes may itself have another form: the key of a key is the key.
    return once ? mapped(*once, options) : std::nullopt;
}

std::string_view prefix(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    // Between two characters of ASCII there is nothing to cut, but for a CR with its LF.
    const auto plain = [](char c) { return static_cast<std::uint8_t>(c) < 0x80; };
    if (limit > 0 && plain(text[limit - 1]) && plain(text[limit]) && text[limit] != '\n') return text.substr(0, limit);
    return text.substr(0, whole_characters(text, [=](std::size_t bytes, std::size_t) { return bytes <= limit; }));
}

std::string_view first_characters(std::string_view text, std::size_t limit) {
    return text.substr(0, whole_characters(text, [=](std::size_t, std::size_t points) { return points <= limit; }));
}

}  // namespace rustygpt::utf8
