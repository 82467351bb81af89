#include "base/plain_text.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <fmt/format.h>
#include <utf8proc.h>

#include "base/utf8.h"

namespace rustygpt {
namespace {

constexpr char32_t next_line = 0x85;
constexpr char32_t pop_direction = 0x202C;
constexpr char32_t pop_isolate = 0x2069;

bool control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }
bool line_end(char32_t c) { return (c >= '\n' && c <= '\r') || c == next_line || c == 0x2028 || c == 0x2029; }
// Begin an embedding or an override, or an isolate (UAX 9).
bool embeds(char32_t c) { return c == 0x202A || c == 0x202B || c == 0x202D || c == 0x202E; }
bool isolates(char32_t c) { return c >= 0x2066 && c <= 0x2068; }
bool directs(char32_t c) { return embeds(c) || isolates(c) || c == pop_direction || c == pop_isolate; }

void append(std::string& out, char32_t code) {
    utf8proc_uint8_t bytes[4];
    const auto count = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code), bytes);
    out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
}

char32_t plain(char32_t c) {
    if (!control(c) || c == '\t' || c == '\n' || c == '\r') return c;
    if (line_end(c)) return '\n';
    if (c == 0x7F) return 0x2421;
    return c < 0x20 ? 0x2400 + c : 0xFFFD;
}

// Calls visit(code, bytes) for each code point.
template <class Visit>
void each(std::string_view text, Visit visit) {
    while (!text.empty()) {
        const auto [code, bytes] = utf8::decode(text);
        if (bytes == 0) return;
        visit(code, text.substr(0, bytes));
        text.remove_prefix(bytes);
    }
}

}  // namespace

bool is_plain(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<std::uint8_t>(text[i]);
        if (c < 0x20 ? c != '\t' && c != '\n' && c != '\r' : c == 0x7F) return false;
        if (c == 0xC2 && i + 1 < text.size() && static_cast<std::uint8_t>(text[i + 1]) < 0xA0) return false;
    }
    return true;
}

std::string plain_text(std::string text) {
    if (is_plain(text)) return text;
    std::string out;
    out.reserve(text.size() + 16);
    each(text, [&](char32_t code, std::string_view) { append(out, plain(code)); });
    return out;
}

std::string plain_line(std::string_view text, std::size_t most) {
    std::string out;
    bool blank = false;
    for (std::size_t points = 0; points <= most && !text.empty();) {
        const auto [code, length] = utf8::decode(text);
        if (length == 0) break;
        const auto bytes = text.substr(0, length);
        text.remove_prefix(length);
        if (utf8::blank(bytes)) {
            blank = true;
        } else if (!control(code) && !directs(code)) {
            const bool between = blank && !out.empty();
            if (between) out.push_back(' ');
            blank = false;
            out += bytes;
            points += between ? 2 : 1;
        }
    }
    return out;
}

std::string flat_text(std::string_view text) {
    constexpr std::string_view separators[] = {"\u2028", "\u2029"};
    const bool flat = text.find_first_of("\t\n\r") == text.npos && is_plain(text) &&
                      std::ranges::none_of(separators, [&](auto one) { return text.contains(one); });
    if (flat) return std::string(text);
    std::string out;
    each(text,
         [&](char32_t code, std::string_view) { append(out, line_end(code) || code == '\t' ? ' ' : plain(code)); });
    return out;
}

std::string closed_directions(std::string_view line) {
    std::vector<char32_t> open;  // what would end it
    each(line, [&](char32_t code, std::string_view) {
        if (embeds(code)) open.push_back(pop_direction);
        else if (isolates(code)) open.push_back(pop_isolate);
        else if (code == pop_direction && !open.empty() && open.back() == code) open.pop_back();
        else if (code == pop_isolate)  // ends what was begun within it too (UAX 9, X6a)
            if (const auto found = std::ranges::find(open.rbegin(), open.rend(), code); found != open.rend())
                open.erase(std::prev(found.base()), open.end());
    });
    std::string out(line);
    for (; !open.empty(); open.pop_back()) append(out, open.back());
    return out;
}

std::expected<void, std::string> check_title(std::string_view text, std::size_t most) {
    if (!utf8::valid(text)) return std::unexpected("must be valid UTF-8");
    if (text.empty()) return std::unexpected("must not be empty");
    const auto length = utf8::code_points(text);
    if (length > most) return std::unexpected(fmt::format("must have at most {} characters, not {}", most, length));
    bool seen = false;
    bool bad = false;
    each(text, [&](char32_t code, std::string_view bytes) {
        bad = bad || control(code) || line_end(code) || directs(code);
        seen = seen || !(utf8::blank(bytes) || unfit_for_names(code));
    });
    if (bad) return std::unexpected("must be one line without control characters or marks that turn its direction");
    if (!seen) return std::unexpected("must not be only white space");
    return {};
}

bool unassigned(char32_t code) {
    return utf8proc_category(static_cast<utf8proc_int32_t>(code)) == UTF8PROC_CATEGORY_CN;
}

bool unfit_for_names(char32_t code) {
    constexpr char32_t braille_blank = 0x2800;  // a symbol to Unicode, and empty to the eye
    if (code == braille_blank) return true;
    const auto& property = *utf8proc_get_property(static_cast<utf8proc_int32_t>(code));
    if (property.ignorable) return true;
    switch (property.category) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_CF:
        case UTF8PROC_CATEGORY_CN:
        case UTF8PROC_CATEGORY_CO:
        case UTF8PROC_CATEGORY_CS:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP: return true;
        case UTF8PROC_CATEGORY_ZS: return code != ' ';
        default: return code == 0xFFFC || code == 0xFFFD;  // stand for what is not there
    }
}

}  // namespace rustygpt
