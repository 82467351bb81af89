#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::utf8 {

struct Decoded {
    char32_t code = 0;
    std::size_t bytes = 0;  // 0: not valid here, or nothing left
};
// The code point that a text begins with.
Decoded decode(std::string_view text);

// Unicode 15 table 3-7: no overlong forms, no surrogates, nothing past U+10FFFF.
bool valid(std::string_view text);
// The text must be valid.
std::size_t code_points(std::string_view text);
// Only code points of property White_Space, or nothing at all.
bool blank(std::string_view text);
// NFC; nothing where the text is invalid, or longer than what is meant for it: names, addresses and passwords. To put
// the marks on a letter in order takes the square of their number, so a stranger's megabyte of them would take minutes.
inline constexpr std::size_t longest_normalized = 4'096;  // bytes
std::optional<std::string> nfc(std::string_view text);
// The same with full case folding, for keys that compare without case.
std::optional<std::string> fold(std::string_view text);
// Unicode's NFKC_Casefold (UAX 31): as above, and what merely looks another way (full-width, ligatures, superscripts)
// is one, and what can't be seen is gone. For names that must not have twins.
std::optional<std::string> lookalike_key(std::string_view text);

// The longest prefix of at most `limit` bytes that does not cut what a person sees as one character (a grapheme
// cluster, UAX 29). Only where the first of them alone is longer is it cut, between code points.
std::string_view prefix(std::string_view text, std::size_t limit);
// The same with a limit in code points.
std::string_view first_characters(std::string_view text, std::size_t limit);

}  // namespace rustygpt::utf8
