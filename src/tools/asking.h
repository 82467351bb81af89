#pragma once

// Questions in whatever order people put them: what is given in one (quoted texts, a document, numbers) is taken out,
// and of the words left each must be known. That keeps a freer order from meaning more than was said.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
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
// Whether these follow each other somewhere.
bool in_a_row(const std::vector<std::string>& words, Known sequence);

// Without the words at both ends, one by one, that ask for something to be worked out ("what would ... be"). The text
// itself where no word in front does ask: "I have 3/4".
std::string_view core(std::string_view text);

// What `take` takes off the front of a text at any of its words, in order, and what stands around.
template <class Take>
auto named_apart(std::string_view text, Take take) {
    std::vector<typename std::invoke_result_t<Take&, std::string_view&>::value_type> found;
    std::string rest;
    while (!text.empty()) {
        const bool begins_word = rest.empty() || rest.back() == ' ';
        if (auto named = begins_word ? take(text) : std::nullopt) {
            found.push_back(std::move(*named));
            rest += ' ';
        } else {
            rest += text.front() == ',' || text.front() == '\n' ? ' ' : text.front();
            text.remove_prefix(1);
        }
    }
    return std::pair(std::move(found), std::move(rest));
}

// A text with its quoted parts taken out.
struct Apart {
    std::vector<std::string> quoted;
    std::string rest;  // what stands around, a space for each part
};
Apart quotes_apart(std::string_view text);

}  // namespace rustygpt::tools::english
