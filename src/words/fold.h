#pragma once

#include <string>
#include <string_view>

namespace rustygpt::words {

// The key of a word: what compares, in indexes, queries and rankings. Two words that people take for the same have the
// same key: case, width and other compatibility forms go (NFKC with case folding), decimal digits become ASCII's; so do
//   - accents of Latin, Greek and Cyrillic letters (е = ё), but for those that make another letter of a Cyrillic one
//   (й, ў, ї);
//     the letters that ASCII has no likeness of become their companions: ß ss, ø o, ł l, đ d, æ ae, þ th, ı i
//   - vowel points of Hebrew and Arabic, the Arabic tatweel; alefs with hamza or madda, teh marbuta, alef maksura and
//   the Persian
//     yeh and kaf become the plain letters
//   - Devanagari's nukta; its chandrabindu is an anusvara
//   - what nobody sees: joiners, soft hyphens, marks of direction.
// Whatever else is written on a letter stays: the vowels of the Indian and South-East Asian scripts, the voicing of
// kana. The text is a valid one without separators; what its compatibility forms have of these is left out. May give
// nothing. What is longer than `longest_key` bytes is cut.
std::string fold(std::string_view word);
inline constexpr std::size_t longest_key = 120;

}  // namespace rustygpt::words
