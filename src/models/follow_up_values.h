#pragma once

// What stands in an earlier result. It was recorded, perhaps by another version of its tool: what is not there is
// empty.

#include <optional>
#include <string>
#include <string_view>

#include "reasoning/answering.h"

namespace rustygpt::models {

// A member that is an object or a list; else nothing.
const boost::json::value* member_of(const boost::json::object& object, std::string_view member);
// A member that is a text, or a number as it is written; else "".
std::string text_in(const boost::json::object& object, std::string_view member);
bool flag_in(const boost::json::object& object, std::string_view member);

// A result's output, where it is an object; else an empty one.
const boost::json::object& output_of(const reasoning::EarlierResult& result);

struct Number {
    std::string text;     // decimal
    std::string operand;  // of an expression; of a rounded result, where that is short, what it is the result of
};
// The one number that a result is about; nothing where it has none, or several.
std::optional<Number> number_of(const reasoning::EarlierResult& result);

// The date that a result is about, as YYYY-MM-DD, or "".
std::string date_of(const reasoning::EarlierResult& result);

}  // namespace rustygpt::models
