#pragma once

// Code points, as words are made of them. For this module's files only.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rustygpt::words {

struct CodePoint {
    std::int32_t code = 0;
    std::size_t bytes = 1;
};

// The text is valid UTF-8, and `at` is inside.
CodePoint code_point_at(std::string_view text, std::size_t at);
void append(std::string& text, std::int32_t code);

enum class Role : std::uint8_t {
    separator,
    letter,    // of a script that sets spaces between words; and every digit
    running,   // of a script that does not
    mark,      // goes with the letter before it
    ignored,   // seen by nobody: a word goes on over it
};
Role role_of(std::int32_t code);

inline bool ascii_letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool ascii_digit(unsigned char c) { return c >= '0' && c <= '9'; }
inline bool ascii_word(unsigned char c) { return ascii_letter(c) || ascii_digit(c); }

// 0 to 9 for a decimal digit of any script, else -1.
int digit_value(std::int32_t code);

}  // namespace rustygpt::words
