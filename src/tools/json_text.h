#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

namespace rustygpt::tools {

// The JSON document that the text begins with, an object or a list, taken off the front together with the white space
// behind it. Nothing where there is none; the text is then untouched. For questions: it may be followed by words.
std::optional<boost::json::value> take_json(std::string_view& text);

// The whole text as such a document, without what ends a sentence behind it.
std::optional<boost::json::value> whole_json(std::string_view text);

// A text with the documents in it taken out, and what stands around. None begins within a word: the [0] of "$.a[0]" is
// no list.
struct JsonApart {
    std::vector<boost::json::value> documents;
    std::string rest;
};
JsonApart json_apart(std::string_view text);

// Bytes of a question for which that is worth its cost.
inline constexpr std::size_t most_taken_apart = 4'000;

}  // namespace rustygpt::tools
