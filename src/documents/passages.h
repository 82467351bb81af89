#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "documents/format.h"

namespace rustygpt::documents {

// A stretch of a document's text that is found and cited as one. It begins and ends with something other than white
// space.
struct Passage {
    std::int64_t start = 0;        // code points, half open
    std::int64_t end = 0;
    std::size_t begin_byte = 0;    // the same in bytes
    std::size_t end_byte = 0;
    std::string context;           // the headings above it, outermost first: "Manual > Safety"; may be empty
};

// In code points.
struct PassageSizes {
    std::int64_t wanted = 700;  // paragraphs are put together up to this
    std::int64_t most = 1'200;  // a longer paragraph is cut between sentences, a longer sentence between words
};

// What a text's lines are.
enum class Shape {
    prose,
    headed,  // prose, where a line that begins with one to six # is a heading (Markdown, and what HTML becomes)
    rows,    // each stands for itself (what CSV and JSON become)
    sentences,  // each a passage of its own, whatever is wanted
};
Shape shape_of(Format format);

// Cuts a valid text where it is natural: before headings, between paragraphs, then lines and sentences, then words. The
// passages are in the text's order, don't overlap, and leave out nothing but white space.
std::vector<Passage> passages_of(std::string_view text, Shape shape, const PassageSizes& sizes = {});

}  // namespace rustygpt::documents
