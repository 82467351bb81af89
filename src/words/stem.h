#pragma once

#include <string>
#include <string_view>

#include "words/language.h"
#include "words/words.h"

namespace rustygpt::words {

// The key that a word of a text shares with its other inflections, by the language's Snowball algorithm: "exports",
// "exporting" and "exported" have "export". Where there is nothing to take off it is the word's own key. Any thread.
std::string stem_of(std::string_view text, const Word& word, Language language);

}  // namespace rustygpt::words
