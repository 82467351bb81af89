#pragma once

// What the tests of single tools share.

#include <random>
#include <string_view>
#include <tuple>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "base/json.h"
#include "tools/registry.h"

namespace rustygpt::tools {

inline const Tool& tool_named(std::string_view name) {
    static const Registry all = Registry::builtin();
    return *all.find(name);
}

inline ToolResult invoked(std::string_view tool, const json::object& input) {
    return tool_named(tool).invoke(input, {});
}
inline ToolResult invoked(std::string_view tool, std::string_view input) {
    return invoked(tool, parse_json(input).as_object());
}

// The output of an input that is good.
inline json::object output_of(std::string_view tool, const json::object& input) {
    auto result = invoked(tool, input);
    if (result) return result->as_object();
    ADD_FAILURE() << tool << " " << json::serialize(input) << ": " << result.error().message;
    return {};
}
inline json::object output_of(std::string_view tool, std::string_view input) {
    return output_of(tool, parse_json(input).as_object());
}
inline std::string text_at(const json::object& output, std::string_view name) {
    const auto* value = output.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "not a text";
}

// An input that a tool refuses: how, and at which path, by which limit; a limit is one that the tool tells of.
struct Refusal {
    std::string input;
    ToolError::Kind kind;
    std::string where;  // bad_input: a JSON pointer; limit_exceeded: the limit; else nothing
};
inline void expect_refused(std::string_view tool, const std::vector<Refusal>& cases) {
    for (const auto& [input, kind, where] : cases) {
        const auto begin = std::string_view(input).substr(0, 120);
        const auto result = invoked(tool, input);
        ASSERT_FALSE(result) << begin;
        const auto& error = result.error();
        EXPECT_EQ(error.kind, kind) << begin << error.message;
        EXPECT_FALSE(error.message.empty()) << begin;
        if (kind == ToolError::Kind::bad_input) {
            ASSERT_FALSE(error.errors.empty()) << begin;
            EXPECT_EQ(error.errors[0].at("path").as_string(), where) << begin << error.message;
        } else {
            EXPECT_EQ(error.limit, where) << begin;
            EXPECT_TRUE(where.empty() || tool_named(tool).info().limits.contains(where)) << begin;
        }
    }
}

// The same numbers on every machine, in every run.
using Random = std::mt19937;
inline int between(Random& random, int low, int high) {
    return low + static_cast<int>(random() % static_cast<unsigned>(high - low + 1));
}

}  // namespace rustygpt::tools
