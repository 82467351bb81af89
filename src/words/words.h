#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rustygpt::words {

// What kind of thing is found, and found by. An index takes all of them in their order, so that neighbours in a text
// are neighbours there: any part of a text that begins and ends at their borders is a phrase of the index.
enum class Kind : std::uint8_t {
    word,       // letters, digits and their marks; "C++", "C#", ".NET" and "1,000" are one word each
    part,       // inside the word before it: "c" of "C++", "000" of "1,000"
    character,  // of a script that sets no spaces between words
    pair,       // the character before it with the next one
};

struct Word {
    std::size_t begin = 0;  // bytes into the text
    std::size_t end = 0;
    std::string key;        // what compares (fold.h); never empty; no ASCII in it but a-z, 0-9, '+', '#' and '.'
    Kind kind = Kind::word;
};

// The words of a valid text, in order. "iPhone手機" has iphone, 手, 手機, 機.
std::vector<Word> words_of(std::string_view text);
// Words and characters; parts and pairs are in them.
std::int64_t count_words(std::string_view text);
bool has_words(std::string_view text);
// Whether what stands there is written on the letter before it: a mark, a vowel sign, a joiner. The place is inside the
// text.
bool goes_on_at(std::string_view text, std::size_t at);

}  // namespace rustygpt::words
