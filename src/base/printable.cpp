#include "base/printable.h"

#include <algorithm>

#include <fmt/format.h>
#include <unicode/utf8.h>

namespace rustygpt {
namespace {

constexpr std::string_view line_marks = "\t\n";

bool steers(UChar32 c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F || c == 0x2028 ||
           c == 0x2029 || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || (c >= 0xFFF9 && c <= 0xFFFB);
}

bool plain(char c) { return c >= 0x20 && c < 0x7F; }

std::string printable(std::string_view text, std::string_view kept) {
    std::string out;
    out.reserve(text.size());
    const auto* bytes = text.data();
    const auto size = static_cast<std::int64_t>(text.size());
    for (std::int64_t at = 0; at < size;) {
        const auto from = at;
        UChar32 c = 0;
        U8_NEXT(bytes, at, size, c);
        if (c < 0) out += "\xEF\xBF\xBD";
        else if (steers(c) && !(c < 0x80 && kept.contains(static_cast<char>(c))))
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
        else out.append(text, static_cast<std::size_t>(from), static_cast<std::size_t>(at - from));
    }
    return out;
}

}  // namespace

std::string printable_line(std::string_view text) {
    return std::ranges::all_of(text, plain) ? std::string(text) : printable(text, {});
}

std::string printable_lines(std::string_view text) { return printable(text, line_marks); }

}  // namespace rustygpt
