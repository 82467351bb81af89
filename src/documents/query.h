#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "words/language.h"

namespace rustygpt::documents {

// What a question or a search looks for: a word, or words that stand together.
struct Term {
    std::string text;                // as typed, from its first word to its last
    std::string key;                 // its key (words/fold.h)
    std::vector<std::string> then{};  // the keys that follow it at once
    bool prefix = false;             // the last of these keys may be a longer one's beginning
    // Where other inflections count too: the language that the question seems to be in. Which language a text is in,
    // and so what inflects what in it, is asked of the text (matches.h).
    bool inflects = false;
    words::Language language = words::Language::none;
    // Of a question's term: where it begins in the question, in bytes, and where the second character of a pair begins
    // in `text`; 0 where it is no pair.
    std::size_t begin = 0;
    std::size_t second = 0;

    // Whether it is this one word.
    [[nodiscard]] bool fits(std::string_view word_key) const {
        return then.empty() && (prefix ? word_key.starts_with(key) : word_key == key);
    }
};

// The terms of a question in plain words: without those that say nothing ("what", "the", "in my documents"), each once,
// the first 32. Of a script without spaces these are pairs of neighbours. May be empty.
std::vector<Term> terms_of(std::string_view question);
// What stands between the spaces of a search, each as words that stand together, the very last word as a beginning; the
// first 16 of them. "AT&T 経営者" has "at t" and "経営 営 営者".
std::vector<Term> search_terms_of(std::string_view search);

}  // namespace rustygpt::documents
