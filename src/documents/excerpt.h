#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "documents/query.h"

namespace rustygpt::documents {

// Code points, half open.
struct Range {
    std::int64_t start = 0;
    std::int64_t end = 0;
};
BOOST_DESCRIBE_STRUCT(Range, (), (start, end))

// A part of a text, unchanged.
struct Excerpt {
    Range range;                    // in the text
    std::string text;
    std::vector<Range> highlights;  // words that fit a term, in `text`
};

// Of all runs of whole sentences of at most `most` code points the first with the most terms, of these the shortest,
// and around it what of its paragraph fits. A sentence that is longer is cut between words. The text is valid and holds
// more than white space.
Excerpt excerpt_of(std::string_view text, const std::vector<Term>& terms, std::int64_t most);

}  // namespace rustygpt::documents
