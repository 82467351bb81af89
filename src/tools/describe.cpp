#include "tools/describe.h"

namespace rustygpt::tools {

ToolError bad_input(const Failure& failure) {
    ToolError error{.kind = ToolError::Kind::bad_input, .message = failure.message};
    if (const auto* errors = failure.details.if_contains("errors")) error.errors = errors->as_array();
    return error;
}

ToolError bad_input(std::string_view path, std::string_view message) {
    dto::Problems problems;
    problems.add(path, message);
    try {
        problems.throw_if_any();
    } catch (const Failure& failure) {
        return bad_input(failure);
    }
    return {};
}

ToolError exceeds(std::string_view limit, std::string_view message) {
    return {.kind = ToolError::Kind::limit_exceeded, .message = std::string(message), .limit = std::string(limit)};
}

ToolError failed(std::string_view message) {
    return {.kind = ToolError::Kind::failed, .message = std::string(message)};
}

json::object described(json::object schema, std::initializer_list<Describing> fields) {
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    auto& properties = schema["properties"].as_object();
    for (const auto& [field, text] : fields) properties.at(field).as_object()["description"] = text;
    return schema;
}

}  // namespace rustygpt::tools
