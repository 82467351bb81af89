#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rustygpt::documents {

// A word as the index sees it: letters, digits and their marks.
struct Word {
    std::size_t begin = 0;  // bytes into the text
    std::size_t end = 0;
    std::string key;        // without case and diacritics: what compares
};

// The words of a valid text, in order.
std::vector<Word> words_of(std::string_view text);
std::int64_t count_words(std::string_view text);
bool has_words(std::string_view text);
// A word's key.
std::string key_of(std::string_view word);

}  // namespace rustygpt::documents
