#include "words/fold.h"

#include <algorithm>
#include <array>
#include <vector>

#include <utf8proc.h>

#include "base/utf8.h"
#include "words/characters.h"

namespace rustygpt::words {
namespace {

struct Companion {
    std::int32_t code;
    std::string_view becomes;
};

// Letters that no decomposition brings to their likeness, after case folding.
constexpr std::array companions{
    Companion{0x00DF, "ss"},     Companion{0x00E6, "ae"},     Companion{0x00F0, "d"},      Companion{0x00F8, "o"},
    Companion{0x00FE, "th"},     Companion{0x0111, "d"},      Companion{0x0127, "h"},      Companion{0x0131, "i"},
    Companion{0x0138, "q"},      Companion{0x0142, "l"},      Companion{0x014B, "n"},      Companion{0x0153, "oe"},
    Companion{0x0167, "t"},      Companion{0x0180, "b"},      Companion{0x0192, "f"},      Companion{0x0199, "k"},
    Companion{0x019A, "l"},      Companion{0x01B4, "y"},      Companion{0x01B6, "z"},      Companion{0x01E5, "g"},
    Companion{0x0247, "e"},      Companion{0x024D, "r"},      Companion{0x0253, "b"},      Companion{0x0254, "o"},
    Companion{0x0256, "d"},      Companion{0x0257, "d"},      Companion{0x025B, "e"},      Companion{0x0268, "i"},
    Companion{0x0289, "u"},      Companion{0x0629, "\u0647"}, Companion{0x0649, "\u064A"}, Companion{0x0671, "\u0627"},
    Companion{0x06A9, "\u0643"}, Companion{0x06BE, "\u0647"}, Companion{0x06C1, "\u0647"}, Companion{0x06CC, "\u064A"},
    Companion{0x06D2, "\u064A"}, Companion{0x06D5, "\u0647"}, Companion{0x0901, "\u0902"}};
static_assert(std::ranges::is_sorted(companions, {}, &Companion::code));

const Companion* companion_of(std::int32_t code) {
    const auto* found = std::ranges::lower_bound(companions, code, {}, &Companion::code);
    return found != companions.end() && found->code == code ? found : nullptr;
}

constexpr std::size_t most_folded = 1'024;  // bytes

bool between(std::int32_t code, std::int32_t first, std::int32_t last) { return code >= first && code <= last; }

bool latin_or_greek(std::int32_t base) {
    return base < 0x0400 || between(base, 0x1D00, 0x1DBF) || between(base, 0x2C60, 0x2C7F) ||
           between(base, 0xA720, 0xA7FF) || between(base, 0xAB30, 0xAB6F);
}

// Stress and the dots of ё go; a breve, other dots and the acute of a consonant make letters of their own.
bool cyrillic_keeps(std::int32_t base, std::int32_t mark) {
    constexpr std::u32string_view vowels = U"аеиоуыэюяієїѵ";
    switch (mark) {
        case 0x0300:
        case 0x0301: return !vowels.contains(static_cast<char32_t>(base));
        case 0x0306: return true;
        case 0x0308: return base != 0x0435;
        default: return false;
    }
}

bool keeps(std::int32_t base, std::int32_t mark) {
    if (latin_or_greek(base)) return false;
    if (between(base, 0x0400, 0x052F) || between(base, 0xA640, 0xA69F)) return cyrillic_keeps(base, mark);
    if (between(base, 0x0590, 0x05FF)) return false;
    if (between(base, 0x0600, 0x08FF)) return mark == 0x0654 && (base == 0x0648 || base == 0x064A);
    if (between(base, 0x0900, 0x097F)) return mark != 0x093C;
    return true;
}

bool is_mark(std::int32_t code) {
    const auto category = utf8proc_category(code);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

// The tatweel, and letters that stand for an apostrophe or a sound that is not heard.
bool silent(std::int32_t code) { return code == 0x0640 || between(code, 0x02B9, 0x02C1) || code == 0x02EE; }

// Code points that map one to one, and are not changed by what stands around them but marks; 0 for all others.
std::int32_t simple(std::int32_t code) {
    if (code < 0x80) return code >= 'A' && code <= 'Z' ? code + 32 : code;
    if (between(code, 0x0430, 0x044F)) return code;         // Cyrillic
    if (between(code, 0x0410, 0x042F)) return code + 32;
    if (code == 0x0451 || code == 0x0401) return 0x0435;
    if (between(code, 0x03B1, 0x03C9)) return code == 0x03C2 ? 0x03C3 : code;  // Greek
    if (between(code, 0x0391, 0x03A9)) return code + 32;
    if (between(code, 0x05D0, 0x05EA)) return code;         // Hebrew
    if (between(code, 0x0628, 0x063A) || between(code, 0x0641, 0x0648))
        return code == 0x0629 ? 0x0647 : code;  // Arabic
    if (code == 0x0627 || code == 0x064A) return code;
    if (code == 0x0649) return 0x064A;
    if (between(code, 0x0904, 0x0928)) return code;         // Devanagari
    if (between(code, 0x0E01, 0x0E32)) return code;         // Thai
    if (between(code, 0x3041, 0x3096) || between(code, 0x30A1, 0x30FC)) return code;  // Kana
    if (between(code, 0x4E00, 0x9FFF) || between(code, 0xAC00, 0xD7A3)) return code;  // Han, Hangul
    return 0;
}

// A letter of Latin-1 without its accent; 0 where it has none.
std::int32_t without_accent(std::int32_t code) {
    constexpr std::string_view plain = "aaaaaa.ceeeeiiii.nooooo..uuuuy..aaaaaa.ceeeeiiii.nooooo..uuuuy.y";
    if (!between(code, 0xC0, 0xFF)) return 0;
    const char letter = plain[static_cast<std::size_t>(code - 0xC0)];
    return letter == '.' ? 0 : letter;
}

bool folded_simply(std::string_view word, std::string& out) {
    std::size_t at = 0;
    for (; at < word.size() && static_cast<unsigned char>(word[at]) < 0x80; ++at)
        out.push_back(word[at] >= 'A' && word[at] <= 'Z' ? static_cast<char>(word[at] + 32) : word[at]);
    while (at < word.size()) {
        const auto point = code_point_at(word, at);
        at += point.bytes;
        const auto accented = without_accent(point.code);
        const auto code = accented != 0 ? accented : simple(point.code);
        if (code == 0) return false;
        append(out, code);
    }
    return true;
}

std::vector<std::int32_t> decomposed(std::string_view word) {
    const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                        UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(word.data());
    const auto size = static_cast<utf8proc_ssize_t>(word.size());
    std::vector<std::int32_t> points(word.size() + 16);
    auto length = utf8proc_decompose(bytes, size, points.data(), std::ssize(points), options);
    if (length > std::ssize(points)) {
        points.resize(static_cast<std::size_t>(length));
        length = utf8proc_decompose(bytes, size, points.data(), length, options);
    }
    points.resize(static_cast<std::size_t>(std::max<utf8proc_ssize_t>(length, 0)));
    return points;
}

// Leaves what compares.
std::vector<std::int32_t> compared(const std::vector<std::int32_t>& points) {
    std::vector<std::int32_t> kept;
    std::int32_t base = 0;
    for (const auto code : points) {
        if (is_mark(code)) {
            if (base != 0 ? !keeps(base, code) : latin_or_greek(code)) continue;
        } else {
            base = code;
        }
        if (silent(code) || role_of(code) == Role::separator) continue;
        if (const int digit = digit_value(code); digit >= 0) {
            kept.push_back('0' + digit);
        } else if (const auto* companion = companion_of(code)) {
            for (std::size_t at = 0; at < companion->becomes.size();) {
                const auto point = code_point_at(companion->becomes, at);
                kept.push_back(point.code);
                at += point.bytes;
            }
        } else {
            kept.push_back(code);
        }
    }
    return kept;
}

void fold_wholly(std::string_view word, std::string& out) {
    auto points = compared(decomposed(word));
    const auto length = utf8proc_normalize_utf32(points.data(), std::ssize(points),
                                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    for (utf8proc_ssize_t i = 0; i < length; ++i) append(out, points[static_cast<std::size_t>(i)]);
}

}  // namespace

std::string fold(std::string_view word) {
    // Putting marks in order takes the square of their number, and only the first of a word's bytes count.
    word = utf8::prefix(word, most_folded);
    std::string out;
    out.reserve(word.size());
    if (!folded_simply(word, out)) {
        out.clear();
        fold_wholly(word, out);
    }
    if (out.size() > longest_key) out.resize(utf8::prefix(out, longest_key).size());
    return out;
}

}  // namespace rustygpt::words
