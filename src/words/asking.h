#pragma once

#include <string_view>

#include "words/phrases.h"

namespace rustygpt::words {

// Whether a question mark of any script ends a sentence in it: "?", "\uFF1F", "\u061F", Greek ";" and the like; the
// Ethiopic full stop closes questions too.
bool has_question_mark(std::string_view text);

// Whether a text asks: by a mark, or by the words that begin it ("in which year", "tell me"), or that ask anywhere.
// units: its own.
bool asks(std::string_view text, const std::vector<Word>& units);

// Whether it begins with what shall be done: "write", "translate". No search does that.
bool commands(const std::vector<Word>& units);

// Whether it is a few words of one sentence that neither tell nor command anything: "the printer's code".
bool is_bare_phrase(std::string_view text, const std::vector<Word>& units);

// The stretches of a question that say nothing of its subject, in order, half open: where it asks, and what it says of
// the place to look at ("in my documents"). Bytes.
struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
};
enum class Places { silent, spoken };  // whether what names a place says nothing of the subject either
std::vector<Stretch> silent_stretches(std::string_view question, Places places);

// Whether some sentence of it says how something is: neither a question nor a command nor a bare phrase. What is to be
// remembered is said ("remember that ..."), and so is a bare phrase with a number or a colon.
bool states_something(std::string_view text);

}  // namespace rustygpt::words
