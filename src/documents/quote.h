#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "documents/excerpt.h"

namespace rustygpt::documents {

// What an answer quotes of a passage: the sentences with the most of the question first, then what follows them up to
// the end of their item, at most `most` code points in all. An item is a paragraph, an item of a list, a row, or what
// goes from a line to the next that begins with the same label ("Q: ... A: ..."). weights: of the terms. The text is
// valid and holds more than white space.
Excerpt quote_of(std::string_view text, const std::vector<Term>& terms, const std::vector<double>& weights,
                 std::int64_t most);

// Whether there is more than headings: what is to be quoted.
bool says_anything(std::string_view text);

}  // namespace rustygpt::documents
