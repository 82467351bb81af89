#include "base/printable.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"

namespace rustygpt {
namespace {

constexpr std::string_view line_marks = "\t\n";

bool steers(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F || c == 0x2028 ||
           c == 0x2029 || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || (c >= 0xFFF9 && c <= 0xFFFB);
}

bool plain(char c) { return c >= 0x20 && c < 0x7F; }

std::string printable(std::string_view text, std::string_view kept) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto [code, bytes] = utf8::decode(text.substr(at));
        if (bytes == 0) out += "\xEF\xBF\xBD";
        else if (steers(code) && !(code < 0x80 && kept.contains(static_cast<char>(code))))
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<std::uint32_t>(code));
        else out.append(text, at, bytes);
        at += std::max<std::size_t>(bytes, 1);
    }
    return out;
}

}  // namespace

std::string printable_line(std::string_view text) {
    return std::ranges::all_of(text, plain) ? std::string(text) : printable(text, {});
}

std::string printable_lines(std::string_view text) { return printable(text, line_marks); }

}  // namespace rustygpt
