#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::utf8 {

// Unicode 15 table 3-7: no overlong forms, no surrogates, nothing past U+10FFFF.
bool valid(std::string_view text);
// The text must be valid.
std::size_t code_points(std::string_view text);
// Only code points of property White_Space, or nothing at all.
bool blank(std::string_view text);
// NFC; nothing where the text is invalid.
std::optional<std::string> nfc(std::string_view text);
// NFC and full case folding, for keys that compare without case.
std::optional<std::string> fold(std::string_view text);
// The longest prefix of at most `limit` bytes that does not cut a code point.
std::string_view prefix(std::string_view text, std::size_t limit);

}  // namespace rustygpt::utf8
