#pragma once

// A tool's input is a struct whose members are described once (base/dto.h): reading, validation and schema come from
// it.

#include <optional>
#include <string_view>

#include "base/dto.h"
#include "tools/tool.h"

namespace rustygpt::tools {

namespace json = boost::json;

// A failure of reading as a tool's own error.
ToolError bad_input(const Failure& failure);
// bad_input with one entry.
ToolError bad_input(std::string_view path, std::string_view message);
ToolError exceeds(std::string_view limit, std::string_view message);
ToolError failed(std::string_view message);

// Reads the whole input; throws ToolError{bad_input} with every problem at once.
template <class T>
T read_input(const json::object& input) {
    try {
        return dto::from_json<T>(input);
    } catch (const Failure& failure) {
        throw bad_input(failure);
    }
}

struct Describing {
    std::string_view field;
    std::string_view text;
};

// Marks the schema's dialect (JSON Schema 2020-12) and says what the fields mean.
json::object described(json::object schema, std::initializer_list<Describing> fields);

// The closed schema of T; T's members are no structs themselves.
template <class T>
json::object input_schema(std::initializer_list<Describing> fields) {
    dto::Schemas schemas;
    schemas.of<T>(dto::Direction::request);
    return described(std::move(schemas.named.begin()->second), fields);
}

template <class T>
json::object output_schema(std::initializer_list<Describing> fields) {
    dto::Schemas schemas;
    schemas.of<T>(dto::Direction::response);
    return described(std::move(schemas.named.begin()->second), fields);
}

// What a described struct is as JSON.
template <class T>
json::value output(const T& value) {
    return parse_json(dto::to_json(value));
}

// Runs the tool's work; what it throws as ToolError becomes the value.
template <class Work>
ToolResult attempt(Work work) {
    try {
        return work();
    } catch (ToolError& error) {
        return std::unexpected(std::move(error));
    }
}

}  // namespace rustygpt::tools
