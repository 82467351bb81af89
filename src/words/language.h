#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "words/words.h"

namespace rustygpt::words {

// The languages whose endings we can take off (stem.h).
enum class Language : std::uint8_t {
    none,  // another one, or too little to tell
    arabic,
    armenian,
    catalan,
    danish,
    dutch,
    english,
    finnish,
    french,
    german,
    greek,
    hindi,
    hungarian,
    indonesian,
    italian,
    norwegian,
    portuguese,
    romanian,
    russian,
    spanish,
    swedish,
    tamil,
    turkish,
};
inline constexpr int language_count = static_cast<int>(Language::turkish) + 1;

// A set of languages, as bits.
using Languages = std::uint32_t;
constexpr Languages only(Language language) { return Languages{1} << static_cast<int>(language); }

// A guess at the language that most of a valid text is in, from its first words: by its script, and where several
// languages have that script by the little words that each can't do without. The same text, the same guess.
Language language_of(std::string_view text);
Language language_of(const std::vector<Word>& words);
// The languages in which this key is one of those little words: articles, prepositions, pronouns, words that ask.
Languages stop_word_in(std::string_view key);

}  // namespace rustygpt::words
