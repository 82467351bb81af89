#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rustygpt::documents {

// A word of a question that is worth looking for.
struct Term {
    std::string text;     // as typed, without an ending that inflects it
    std::string key;      // the same without case and diacritics
    bool prefix = false;  // longer words that begin so count too

    [[nodiscard]] bool fits(std::string_view word_key) const {
        return prefix ? word_key.starts_with(key) : word_key == key;
    }
};

// The terms of a question in plain words: without those that say nothing ("what", "the"), each once, the first 16.
// May be empty.
std::vector<Term> terms_of(std::string_view question);
// Every word of a search, the last one as a beginning; the first 16.
std::vector<Term> search_terms_of(std::string_view search);

// FTS5 queries for rows with any of the terms, or with all. Terms are quoted: nothing that a person types is an
// operator. There is at least one term.
std::string match_any(const std::vector<Term>& terms);
std::string match_all(const std::vector<Term>& terms);
std::string match_one(const Term& term);

}  // namespace rustygpt::documents
