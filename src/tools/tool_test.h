#pragma once

// What the tests of single tools share.

#include <random>
#include <string>
#include <string_view>
#include <tuple>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "base/json.h"
#include "tools/registry.h"

namespace rustygpt::tools::testing {

inline const Registry& registry() {
    static const Registry all = Registry::builtin();
    return all;
}

inline ToolResult invoke(std::string_view tool, const json::object& input) {
    return registry().find(tool)->invoke(input, {});
}

inline json::value output(std::string_view tool, const json::object& input) {
    const auto result = invoke(tool, input);
    EXPECT_TRUE(result) << json::serialize(input).substr(0, 300) << ": " << result.error().message;
    return result ? *result : json::value();
}

// What an invocation ends with: "ok", "failed", "cancelled", the path of the first error, or "limit NAME".
inline std::string ending(std::string_view tool, const json::object& input) {
    const auto result = invoke(tool, input);
    if (result) return "ok";
    const auto& error = result.error();
    EXPECT_FALSE(error.message.empty());
    switch (error.kind) {
        case ToolError::Kind::bad_input: return std::string(error.errors.at(0).at("path").as_string());
        case ToolError::Kind::limit_exceeded:
            EXPECT_TRUE(registry().find(tool)->info().limits.contains(error.limit)) << error.limit;
            return "limit " + error.limit;
        case ToolError::Kind::failed: return "failed";
        case ToolError::Kind::cancelled: return "cancelled";
    }
    return {};
}

// What the tool that takes a question says; "-" where none does. No two tools may take the same question.
inline std::string answer(std::string_view question) {
    std::string said = "-";
    for (const auto& tool : registry().all()) {
        const auto match = tool->match(question);
        if (!match) continue;
        EXPECT_EQ(said, "-") << question << " also by " << tool->info().name;
        const auto result = tool->invoke(match->input, {});
        said = tool->info().name + ": ";
        said += result ? tool->explain(match->input, *result) : "failed: " + result.error().message;
    }
    return said;
}

// The same on every machine; the seed is the test's own.
class Random {
public:
    explicit Random(unsigned seed) : engine_(seed) {}
    // From 0 to below `end`.
    std::size_t below(std::size_t end) { return engine_() % end; }
    // Up to `most` characters of the alphabet's.
    std::string text(std::string_view alphabet, std::size_t most) {
        std::string out(below(most + 1), ' ');
        for (char& c : out) c = alphabet[below(alphabet.size())];
        return out;
    }

private:
    std::mt19937 engine_;
};

}  // namespace rustygpt::tools::testing
