#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace rustygpt::reasoning {

// The one text of a JSON value (RFC 8785): members ordered by their keys' UTF-16 code units, no white space, numbers as
// ECMAScript writes an IEEE 754 double. Whole numbers past 2^53 are rounded to a double first, as the RFC has it.
// Throws std::invalid_argument for a NaN or an infinity, which JSON can't hold.
std::string canonical(const boost::json::value& value);

// The same, appended; a text as a string with its quotes.
void append_canonical(std::string& out, const boost::json::value& value);
void append_canonical_text(std::string& out, std::string_view text);

// SHA-256 of the canonical text, 64 lower-case hex digits.
std::string digest_of(const boost::json::value& value);
// The same for a text that is canonical already.
std::string digest_of_text(std::string_view canonical_text);

// What RFC 8785 section 3.2.3 orders by; both valid UTF-8.
bool utf16_less(std::string_view a, std::string_view b);

}  // namespace rustygpt::reasoning
