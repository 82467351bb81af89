#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace rustygpt {

namespace json = boost::json;

// RFC 8259 and no more: one value, valid UTF-8, no lone surrogate escapes, no duplicate keys, at most so many levels.
// Throws Failure{malformed_request} that says where; the text itself is not repeated.
json::value parse_json(std::string_view text, std::size_t most_levels = 64);

// Appends the value as compact JSON, numbers as append_number writes them.
void append_json(std::string& out, const json::value& value);

// Appends the text as a JSON string, quotes included. The text must be valid UTF-8 (the result is otherwise
// no valid JSON). U+2028 and U+2029 are escaped: some readers take them for line ends.
void append_quoted(std::string& out, std::string_view text);

// Appends the shortest decimal text that reads back as the same double; infinities and NaN become null.
void append_number(std::string& out, double number);

// Adds a reference token to a JSON pointer (RFC 6901 section 3).
std::string pointer(std::string_view parent, std::string_view token);

}  // namespace rustygpt
