#pragma once

#include <optional>
#include <string_view>

#include <boost/json/value.hpp>

namespace rustygpt::tools {

// The JSON document that the text begins with, an object or a list, taken off the front together with the white space
// behind it. Nothing where there is none; the text is then untouched. For questions: it may be followed by words.
std::optional<boost::json::value> take_json(std::string_view& text);

// The whole text as such a document, without what ends a sentence behind it.
std::optional<boost::json::value> whole_json(std::string_view text);

}  // namespace rustygpt::tools
