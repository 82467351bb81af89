#pragma once

// JSON Schemas of outputs with a shape that a flat struct has not.

#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace rustygpt::tools::schema {

namespace json = boost::json;

// An object with exactly these properties, each of them required.
json::object closed(json::object properties);
// The same with the dialect's mark (2020-12): a whole output.
json::object document(json::object properties);
json::object text(std::string_view description);
json::object integer(std::string_view description);
json::object flag(std::string_view description);
json::object list(json::object items, std::string_view description);
// What `schema` allows, or null.
json::object nullable(json::object schema);

}  // namespace rustygpt::tools::schema
