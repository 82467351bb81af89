#pragma once

// A question taken apart, for matchers that know every word they allow.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace rustygpt::tools {

struct Phrase {
    std::vector<std::string> words;    // lower case; "#" for each number; a sign of punctuation is a word
    std::vector<std::string> numbers;  // as Decimal::parse takes them, in the order of the "#"
    bool grouped = false;              // a comma was read as part of a number: "1,234"

    [[nodiscard]] bool has(std::initializer_list<std::string_view> any) const;
    // Whether there is no word but these.
    [[nodiscard]] bool only(std::initializer_list<std::string_view> known) const;
    // These words, one after the other.
    [[nodiscard]] bool says(std::initializer_list<std::string_view> sequence) const;
    // Where the nth number stands among the words.
    [[nodiscard]] std::size_t place_of(std::size_t number) const;
    // "" past the end.
    [[nodiscard]] std::string_view word(std::size_t at) const;
};

// Longer questions than this are none of a matcher's business; bytes.
inline constexpr std::size_t max_phrase = 2'000;

Phrase phrase_of(std::string_view text);

}  // namespace rustygpt::tools
