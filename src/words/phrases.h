#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "words/words.h"

namespace rustygpt::words {

// The words and characters of a valid text, in order: what it says once, without parts and pairs.
std::vector<Word> units_of(std::string_view text);

// Words in a row, in any script, looked for by their keys.
class Phrases {
public:
    // As they are typed, with '|' between.
    explicit Phrases(std::string_view list);
    // How many units the longest of them has that begins at `place`; 0 where none does.
    [[nodiscard]] std::size_t length_at(const std::vector<Word>& units, std::size_t place) const;
    [[nodiscard]] bool in(const std::vector<Word>& units) const;

private:
    std::unordered_map<std::string, std::vector<std::vector<std::string>>> by_first_;
};

}  // namespace rustygpt::words
