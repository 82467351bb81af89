#pragma once

// Questions in whatever order people put them: what is given in one (quoted texts, a document, numbers) is taken out,
// and of the words left each must be known. That keeps a freer order from meaning more than was said.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace rustygpt::tools::english {

using Known = std::initializer_list<std::string_view>;

// The words of a text, lower case; punctuation parts them and is none.
std::vector<std::string> words_of(std::string_view text);

// Whether there are no words but those that any question has ("what", "would", "the", "please") and these.
bool only_asks(const std::vector<std::string>& words, Known known);

// The same, but up to two words may be others: they name what is spoken of ("the oven says 200 \u00b0C"). For questions
// that have given all that the answer needs; they must ask then. With an "and" there may be another question in them.
// asked: that they ask is known already.
bool asks_about(const std::vector<std::string>& words, Known known, bool asked = false);

// Whether one of the words asks for something.
bool asks(const std::vector<std::string>& words);

bool has_any(const std::vector<std::string>& words, Known wanted);

// Without the words at both ends, one by one, that ask for something to be worked out ("what would ... be"). The text
// itself where no word in front does ask: "I have 3/4".
std::string_view core(std::string_view text);

// A text with its quoted parts taken out.
struct Apart {
    std::vector<std::string> quoted;
    std::string rest;  // what stands around, a space for each part
};
Apart quotes_apart(std::string_view text);

}  // namespace rustygpt::tools::english
