#include "limits/pattern.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace rustygpt::limits {
namespace {

using enum RoutePattern::Coverage;

RoutePattern pattern(std::string_view method, std::string_view path) {
    auto parsed = RoutePattern::parse(method, path);
    EXPECT_TRUE(parsed) << method << ' ' << path;
    return *parsed;
}

TEST(RoutePattern, TakesPathsWithHoles) {
    for (const auto* path : {"/", "/*", "/metrics", "/api/chat", "/api/*", "/api/:a/:b_2/c",
                             "/a-b/c.d/~e/f@g;h=i,j/k:l", "/api/conversations/0193a5c9-0a4e-7d10-9b1c-2d3e4f506172"})
        EXPECT_EQ(pattern("GET", path).path(), path);
    for (const auto* method : {"GET", "POST", "PUT", "PATCH", "DELETE", "*"})
        EXPECT_EQ(pattern(method, "/api").method(), method);
    EXPECT_TRUE(RoutePattern::parse("GET", "/" + std::string(511, 'a')));
}

TEST(RoutePattern, RefusesWhatNoPathIs) {
    const std::string bad[] = {"",
                               "api",
                               "*",
                               "//",
                               "/api/",
                               "/api//chat",
                               "/./api",
                               "/api/..",
                               "/../api",
                               "/api/%63hat",
                               "/api%2fchat",
                               "/*/chat",
                               "/api/ch*",
                               "/api/**",
                               "/api/:",
                               "/api/:a-b",
                               "/api/::id",
                               "/api/chat?x=1",
                               "/api/chat#x",
                               "/api/a b",
                               "/api\\chat",
                               "/api/\x01",
                               "/api/\n",
                               std::string("/api\0x", 6),
                               "/api/\xc3\xa4",
                               "/" + std::string(512, 'a')};
    for (const auto& path : bad) {
        const auto parsed = RoutePattern::parse("GET", path);
        ASSERT_FALSE(parsed) << path;
        ASSERT_EQ(parsed.error().size(), 1u) << path;
        EXPECT_EQ(parsed.error().front().field, "path") << path;
    }
    for (const auto* method : {"", "get", "HEAD", "OPTIONS", "BREW", "GET ", "**"}) {
        const auto parsed = RoutePattern::parse(method, "/api");
        ASSERT_FALSE(parsed) << method;
        EXPECT_EQ(parsed.error().front().field, "method") << method;
    }
    EXPECT_EQ(RoutePattern::parse("get", "api").error().size(), 2u) << "everything that is wrong";
}

TEST(RoutePattern, CoversRoutes) {
    struct Case {
        const char* pattern;
        const char* route;
        RoutePattern::Coverage coverage;
    };
    const Case cases[] = {
        {"/api/chat", "/api/chat", all},
        {"/api/chat", "/api/chat/stream", none},
        {"/api/chat", "/api/Chat", none},
        {"/api/chat/stream", "/api/chat", none},
        {"/api/:x", "/api/chat", all},
        {"/api/:x", "/api/chat/stream", none},
        {"/api/things/:x", "/api/things/:id", all},
        {"/api/things/7", "/api/things/:id", some},
        {"/api/things/7/a", "/api/things/:id/a", some},
        {"/api/things/7/b", "/api/things/:id/a", none},
        {"/api/things/7/*", "/api/things/:id/a", some},
        {"/api/things/7/*", "/api/things/:id", none},
        {"/:a/things/:b", "/api/things/:id", all},
        {"/api/*", "/api/chat/stream", all},
        {"/api/*", "/api", none},
        {"/*", "/api/chat", all},
        {"/*", "/", all},
        {"/", "/", all},
        {"/", "/api", none},
        {"/:x", "/", none},
    };
    for (const auto& [text, route, coverage] : cases) {
        EXPECT_EQ(pattern("GET", text).coverage("GET", route), coverage) << text << " on " << route;
        EXPECT_EQ(pattern("*", text).coverage("POST", route), coverage) << text << " on " << route;
        EXPECT_EQ(pattern("PUT", text).coverage("POST", route), none) << text << " on " << route;
    }
}

TEST(RoutePattern, MatchesPathsInEachSpellingOfAnId) {
    const auto one = pattern("GET", "/api/things/0193a5c9-0a4e-7d10-9b1c-2d3e4f506172");
    EXPECT_TRUE(one.matches("/api/things/0193a5c9-0a4e-7d10-9b1c-2d3e4f506172"));
    EXPECT_TRUE(one.matches("/api/things/0193A5C9-0A4E-7D10-9B1C-2D3E4F506172"));
    EXPECT_FALSE(one.matches("/api/things/0193a5c9-0a4e-7d10-9b1c-2d3e4f506173"));
    EXPECT_FALSE(one.matches("/api/things"));
    EXPECT_EQ(one.key(), pattern("GET", "/api/things/0193A5C9-0A4E-7D10-9B1C-2D3E4F506172").key());
    EXPECT_EQ(one.spelled_out("/api/things/:id").front(), "0193a5c9-0a4e-7d10-9b1c-2d3e4f506172");
    EXPECT_EQ(pattern("GET", "/api/:a").key(), pattern("GET", "/api/:b").key()) << "names mean nothing";
}

// Sorted by hand, the most specific first.
TEST(RoutePattern, IsOrderedBySpecificity) {
    const std::vector<RoutePattern> sorted{
        pattern("GET", "/"),       pattern("GET", "/api/chat"), pattern("*", "/api/chat"), pattern("GET", "/api/tools"),
        pattern("GET", "/api/:x"), pattern("POST", "/api/:x"),  pattern("*", "/api/:x"),   pattern("GET", "/api/*"),
        pattern("*", "/api/*"),    pattern("GET", "/:x/chat"),  pattern("GET", "/:x/:y"),  pattern("GET", "/:x/*"),
        pattern("GET", "/*"),      pattern("*", "/*"),
    };
    auto shuffled = sorted;
    std::ranges::reverse(shuffled);
    std::ranges::sort(shuffled, [](const auto& a, const auto& b) { return a.before(b); });
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        EXPECT_EQ(shuffled[i].path(), sorted[i].path()) << i;
        EXPECT_EQ(shuffled[i].method(), sorted[i].method()) << i;
        for (std::size_t j = 0; j < sorted.size(); ++j) EXPECT_EQ(sorted[i].before(sorted[j]), i < j) << i << ' ' << j;
    }
}

}  // namespace
}  // namespace rustygpt::limits
