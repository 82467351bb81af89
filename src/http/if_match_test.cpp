#include "http/if_match.h"

#include <gtest/gtest.h>

namespace rustygpt::http {
namespace {

TEST(IfMatch, ComparesStrongly) {
    const std::pair<std::vector<std::string_view>, bool> cases[] = {
        {{}, true},       {{"*"}, true}, {{"\"4-a\""}, true},  {{"\"1\", \"4-a\""}, true}, {{"\"1\"", "\"4-a\""}, true},
        {{"4-a"}, true},  {{""}, false}, {{"\"4-b\""}, false}, {{"W/\"4-a\""}, false},     {{"\"4-A\""}, false},
        {{"\"4"}, false},
    };
    for (const auto& [values, expected] : cases) {
        std::vector<std::pair<std::string_view, std::string_view>> headers{{"Host", "x"}};
        for (const auto value : values) headers.emplace_back("if-match", value);
        Call call;
        call.headers = headers;
        EXPECT_EQ(IfMatch(call)("\"4-a\""), expected) << (values.empty() ? "" : values.front());
    }
}

}  // namespace
}  // namespace rustygpt::http
