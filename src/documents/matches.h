#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "documents/query.h"
#include "words/language.h"
#include "words/words.h"

namespace rustygpt::documents {

// Which words of a text are terms, in the text's own language: "exporting" is the term "exports" in English.
class Matcher {
public:
    // The terms outlive it.
    Matcher(const std::vector<Term>& terms, words::Language language);

    // The first of the terms that are one word, and this one; terms.size() where it is none. The word is one of the
    // text's.
    [[nodiscard]] std::size_t term_of(std::string_view text, const words::Word& word) const;

private:
    const std::vector<Term>& terms_;
    words::Language language_;
    std::unordered_map<std::string_view, std::size_t> by_key_;
    std::unordered_map<std::string, std::size_t> by_stem_;
    std::vector<std::size_t> beginnings_;
    std::uint64_t first_letters_ = 0;  // of the stems, as bits: what begins with another needs no stemming
};

// A place where a term stands.
struct Match {
    std::size_t begin = 0;  // bytes of the text, half open
    std::size_t end = 0;
    std::size_t term = 0;
};
// All of them, by where they begin, in any text whose language is guessed by words::language_of().
std::vector<Match> matches_in(std::string_view text, const std::vector<Term>& terms);

}  // namespace rustygpt::documents
