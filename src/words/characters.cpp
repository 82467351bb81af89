#include "words/characters.h"

#include <algorithm>
#include <array>

#include <utf8proc.h>

namespace rustygpt::words {
namespace {

struct Range {
    std::int32_t first;
    std::int32_t last;
};

// Scripts whose sentences have no spaces between words; and Hangul, whose words carry their endings with them.
constexpr std::array running_scripts{
    Range{0x0E01, 0x0E7F},    // Thai
    Range{0x0E81, 0x0EFF},    // Lao
    Range{0x1000, 0x109F},    // Burmese
    Range{0x1100, 0x11FF},    // Hangul letters
    Range{0x1780, 0x17FF},    // Khmer
    Range{0x1950, 0x19DF},    // Tai Le, New Tai Lue
    Range{0x1A20, 0x1AAF},    // Tai Tham
    Range{0x1B00, 0x1B7F},    // Balinese
    Range{0x2E80, 0x2FDF},    // Han radicals
    Range{0x3005, 0x3007},    // Han: repetition, closing, zero
    Range{0x3021, 0x3029},    // Han numerals
    Range{0x3031, 0x303C},    // Kana repetition, Han numerals and abbreviations
    Range{0x3041, 0x318F},    // Kana, Bopomofo, Hangul letters
    Range{0x31A0, 0x31BF},    // Bopomofo
    Range{0x31F0, 0x31FF},    // Kana
    Range{0x3400, 0x4DBF},    // Han
    Range{0x4E00, 0x9FFF},    // Han
    Range{0xA000, 0xA48F},    // Yi
    Range{0xA960, 0xA9DF},    // Hangul letters, Javanese
    Range{0xA9E0, 0xA9FF},    // Burmese
    Range{0xAA60, 0xAADF},    // Burmese, Tai Viet
    Range{0xAC00, 0xD7FF},    // Hangul
    Range{0xF900, 0xFAFF},    // Han
    Range{0xFF66, 0xFFDC},    // Kana and Hangul at half width
    Range{0x1AFF0, 0x1B16F},  // Kana
    Range{0x20000, 0x3FFFF},  // Han
};
static_assert(std::ranges::is_sorted(running_scripts, {}, &Range::first));

// The zeros of the scripts whose digits are typed and printed today.
constexpr std::array<std::int32_t, 21> zeros{0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6,
                                             0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0,
                                             0x0F20, 0x1040, 0x17E0, 0x1810, 0x1B50, 0xA9D0, 0xFF10};
static_assert(std::ranges::is_sorted(zeros));

bool in_running_script(std::int32_t code) {
    const auto after = std::ranges::upper_bound(running_scripts, code, {}, &Range::first);
    return after != running_scripts.begin() && code <= std::prev(after)->last;
}

Role role_of_letter(std::int32_t code) { return in_running_script(code) ? Role::running : Role::letter; }

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t at) {
    CodePoint found;
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) return {first, 1};
    const auto bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                        static_cast<utf8proc_ssize_t>(text.size() - at), &found.code);
    found.bytes = bytes > 0 ? static_cast<std::size_t>(bytes) : 1;
    return found;
}

void append(std::string& text, std::int32_t code) {
    if (code < 0x80) {
        text.push_back(static_cast<char>(code));
        return;
    }
    utf8proc_uint8_t bytes[4];
    const auto length = utf8proc_encode_char(code, bytes);
    text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

Role role_of(std::int32_t code) {
    if (code < 0x80) return ascii_word(static_cast<unsigned char>(code)) ? Role::letter : Role::separator;
    const auto* property = utf8proc_get_property(code);
    if (property->ignorable) return Role::ignored;
    switch (property->category) {
        case UTF8PROC_CATEGORY_ND:
        case UTF8PROC_CATEGORY_NO: return Role::letter;
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
        case UTF8PROC_CATEGORY_NL:
        case UTF8PROC_CATEGORY_CO: return role_of_letter(code);
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ME: return Role::mark;
        default: return Role::separator;
    }
}

int digit_value(std::int32_t code) {
    if (code < 0x80) return ascii_digit(static_cast<unsigned char>(code)) ? code - '0' : -1;
    const auto after = std::ranges::upper_bound(zeros, code);
    if (after == zeros.begin()) return -1;
    const auto value = code - *std::prev(after);
    return value < 10 ? value : -1;
}

}  // namespace rustygpt::words
