#include "tools/schema.h"

namespace rustygpt::tools::schema {

json::object closed(json::object properties) {
    json::array required;
    for (const auto& [key, _] : properties) required.emplace_back(key);
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)},
            {"additionalProperties", false}};
}

json::object document(json::object properties) {
    auto out = closed(std::move(properties));
    out["$schema"] = "https://json-schema.org/draft/2020-12/schema";
    return out;
}

json::object text(std::string_view description) { return {{"type", "string"}, {"description", description}}; }

json::object integer(std::string_view description) { return {{"type", "integer"}, {"description", description}}; }

json::object flag(std::string_view description) { return {{"type", "boolean"}, {"description", description}}; }

json::object list(json::object items, std::string_view description) {
    return {{"type", "array"}, {"items", std::move(items)}, {"description", description}};
}

json::object nullable(json::object schema) {
    auto& type = schema.at("type");
    type = json::array{type, "null"};
    return schema;
}

}  // namespace rustygpt::tools::schema
