#include "limits/table.h"

#include <gtest/gtest.h>

#include "limits/preview.h"

namespace rustygpt::limits {
namespace {

using namespace std::chrono_literals;

enum : std::size_t { chat, stream, thing, change_thing, health, login };

const std::vector<RouteShape>& routes() {
    static const std::vector<RouteShape> all{
        {"POST", "/api/chat", Fallback::shared},      {"GET", "/api/chat/stream", Fallback::streams},
        {"GET", "/api/things/:id", Fallback::shared}, {"PUT", "/api/things/:id", Fallback::shared},
        {"GET", "/api/health", Fallback::none},       {"POST", "/api/auth/login", Fallback::guarded}};
    return all;
}

// A profile for each assignment, named as the pattern.
Configuration assigned(const std::vector<std::pair<std::string, std::string>>& patterns, LimitParams params = {1, 2}) {
    Configuration made;
    for (const auto& [method, path] : patterns) {
        const auto id = new_id();
        made.profiles.push_back({.id = id, .name = method + " " + path, .params = params});
        made.assignments.push_back({.id = new_id(), .profile_id = id, .method = method, .path = path});
    }
    return made;
}

struct Made {
    explicit Made(Configuration configuration, Defaults defaults = {})
        : table(std::move(configuration), routes(), defaults, counters) {}
    // The profile's name; "-" where nothing limits.
    std::string profile(std::size_t route, std::string_view path = "") const {
        const auto* rule = table.rule(route, path);
        return rule ? rule->profile : "-";
    }
    Table::Counters counters;
    const Table table;
};

TEST(Table, FallsBackToTheDefault) {
    const Made made({});
    for (const auto route : {chat, stream, thing, change_thing, login}) EXPECT_EQ(made.profile(route), "default");
    EXPECT_EQ(made.profile(health), "-");
    const auto scope = [&](std::size_t route) { return made.table.rule(route, "")->scope; };
    EXPECT_EQ(scope(chat), scope(thing)) << "one bucket for all of them";
    EXPECT_NE(scope(chat), scope(stream));
    EXPECT_NE(scope(chat), scope(login));
    EXPECT_EQ(made.table.rule(chat, "")->rate, Rate::of(10, 20));
    const Made without({}, {.requests_per_second = 0, .burst = 20});
    for (const auto route : {chat, stream, thing, health, login}) EXPECT_EQ(without.profile(route), "-");
}

TEST(Table, TheMostSpecificActs) {
    const Made made(assigned({{"*", "/*"},
                              {"*", "/api/*"},
                              {"GET", "/api/*"},
                              {"*", "/api/things/:x"},
                              {"GET", "/api/things/7"},
                              {"GET", "/api/things/8"},
                              {"*", "/api/health"}}));
    EXPECT_EQ(made.profile(chat), "* /api/*");
    EXPECT_EQ(made.profile(stream), "GET /api/*");
    EXPECT_EQ(made.profile(health), "* /api/health");
    EXPECT_EQ(made.profile(thing, "/api/things/7"), "GET /api/things/7");
    EXPECT_EQ(made.profile(thing, "/api/things/8"), "GET /api/things/8");
    EXPECT_EQ(made.profile(thing, "/api/things/9"), "* /api/things/:x");
    EXPECT_EQ(made.profile(change_thing, "/api/things/7"), "* /api/things/:x");
}

TEST(Table, APathThatIsSpelledOutWinsOnlyWhereItIsMoreSpecific) {
    const Made made(assigned({{"GET", "/api/things/7"}, {"*", "/:x/things/:y"}}));
    EXPECT_EQ(made.profile(thing, "/api/things/7"), "GET /api/things/7");
    EXPECT_EQ(made.profile(thing, "/api/things/8"), "* /:x/things/:y");
    const Made partly(assigned({{"GET", "/:x/things/7"}, {"GET", "/api/:y/:z"}}));
    EXPECT_EQ(partly.profile(thing, "/api/things/7"), "GET /api/:y/:z") << "from the left";
}

TEST(Table, GuardedRoutesNeverFallBelowTheDefault) {
    const auto rate = [](LimitParams params, Defaults defaults) {
        const Made made(assigned({{"*", "/api/*"}}, params), defaults);
        EXPECT_EQ(made.table.rule(chat, "")->rate, Rate::of(params.requests_per_second, params.burst));
        return made.table.rule(login, "")->rate;
    };
    EXPECT_EQ(rate({0.001, 1}, {.requests_per_second = 5, .burst = 7}), Rate::of(5, 7));
    EXPECT_EQ(rate({100, 1}, {.requests_per_second = 5, .burst = 7}), Rate::of(100, 7));
    EXPECT_EQ(rate({100, 200}, {.requests_per_second = 5, .burst = 7}), Rate::of(100, 200));
    EXPECT_EQ(rate({0.001, 1}, {.requests_per_second = 0, .burst = 1}), Rate::of(10, 20)) << "without a default";
    const Made made(assigned({{"*", "/api/*"}}));
    EXPECT_NE(made.table.rule(chat, "")->scope, made.table.rule(login, "")->scope);
    EXPECT_EQ(made.table.rule(chat, "")->scope, made.table.rule(stream, "")->scope) << "one bucket per assignment";
}

TEST(Table, KeepsCountersFromOneTableToTheNext) {
    auto configuration = assigned({{"*", "/api/chat"}});
    Table::Counters counters;
    const Table first(configuration, routes(), {}, counters);
    first.rule(chat, "")->denials->fetch_add(3);
    configuration.profiles.front().name = "another";
    const Table second(configuration, routes(), {}, counters);
    EXPECT_EQ(second.rule(chat, "")->denials->load(), 3u);
    EXPECT_EQ(second.rule(stream, "")->denials->load(), 0u);
    const Table third({}, routes(), {}, counters);
    EXPECT_EQ(counters.size(), 1u) << "the default's";
}

Request asked(std::size_t route, const CallerKey& caller, nanoseconds time, std::string_view segment = "") {
    return {Instant(1000h) + time, caller, static_cast<std::uint16_t>(route), segment_hash(segment)};
}

LimitPreview tried(const std::string& method, const std::string& path, const std::vector<Request>& requests,
                   const Configuration& configuration = {}) {
    return replay({{1, 2}, *RoutePattern::parse(method, path)}, requests, configuration, routes(), {});
}

TEST(Preview, TellsWhomALimitWouldHaveRefused) {
    const auto ada = CallerKey::user(new_id());
    const auto bob = CallerKey::address("192.0.2.7");
    std::vector<Request> requests;
    for (int i = 0; i < 5; ++i) requests.push_back(asked(chat, ada, i * 100ms));
    requests.push_back(asked(chat, bob, 500ms));
    requests.push_back(asked(thing, bob, 500ms));
    requests.push_back(asked(chat, ada, 2s));
    const auto preview = tried("POST", "/api/chat", requests);
    EXPECT_EQ(preview.requests, 7);
    EXPECT_EQ(preview.denied, 3);
    ASSERT_EQ(preview.callers.size(), 2u);
    EXPECT_EQ(preview.callers[0].caller, ada.text());
    EXPECT_EQ(preview.callers[0].requests, 6);
    EXPECT_EQ(preview.callers[0].denied, 3);
    EXPECT_EQ(preview.callers[1].caller, "192.0.2.7");
    EXPECT_EQ(preview.callers[1].denied, 0);
    EXPECT_EQ(tried("*", "/api/*", requests).requests, 8);
    EXPECT_EQ(tried("GET", "/api/chat", requests).requests, 0);
}

TEST(Preview, LeavesToMoreSpecificAssignmentsWhatIsTheirs) {
    const auto ada = CallerKey::user(new_id());
    const std::vector<Request> requests{asked(chat, ada, 0s), asked(stream, ada, 0s), asked(thing, ada, 0s, "7"),
                                        asked(thing, ada, 0s, "8")};
    const auto configuration = assigned({{"POST", "/api/chat"}, {"GET", "/api/things/7"}});
    EXPECT_EQ(tried("*", "/api/*", requests, configuration).requests, 2);
    EXPECT_EQ(tried("POST", "/api/chat", requests, configuration).requests, 1) << "in place of the one that is there";
    EXPECT_EQ(tried("GET", "/api/things/7", requests).requests, 1);
    EXPECT_EQ(tried("GET", "/api/things/9", requests).requests, 0);
}

TEST(Preview, RaisesTheLimitOnGuardedRoutes) {
    const auto bob = CallerKey::address("192.0.2.7");
    const std::vector<Request> requests(25, asked(login, bob, 0s));
    EXPECT_EQ(tried("POST", "/api/auth/login", requests).denied, 5);
}

TEST(Preview, KnowsWhatTheRecordCannotTell) {
    const std::vector<RouteShape> two{{"GET", "/a/:x/:y", Fallback::shared}};
    EXPECT_TRUE(can_preview(*RoutePattern::parse("GET", "/a/1/:y"), two));
    EXPECT_FALSE(can_preview(*RoutePattern::parse("GET", "/a/:x/1"), two));
    EXPECT_TRUE(can_preview(*RoutePattern::parse("GET", "/b/:x/1"), two));
}

TEST(Recent, KeepsTheNewestOfEachCore) {
    constexpr std::size_t capacity = 3 * 2'048;
    Recent recent(1, capacity);
    for (int i = 0; i < 10'000; ++i) recent.add(0, asked(chat, {}, i * 1ms));
    const auto all = recent.since(Instant{});
    EXPECT_EQ(all.size(), capacity);
    EXPECT_EQ(all.front().at, Instant(1000h) + (10'000 - capacity) * 1ms);
    EXPECT_EQ(all.back().at, Instant(1000h) + 9'999ms);
    EXPECT_EQ(recent.since(Instant(1000h) + 9'990ms).size(), 10u);
}

TEST(Recent, HashesAnIdAlikeInEachSpelling) {
    const auto* id = "0193a5c9-0a4e-7d10-9b1c-2d3e4f506172";
    EXPECT_EQ(segment_hash(id), segment_hash("0193A5C9-0A4E-7D10-9B1C-2D3E4F506172"));
    for (const auto* other : {"", "a", "aaaaaaaaa", "0193a5c9-0a4e-7d10-9b1c-2d3e4f506173",
                              "1193a5c9-0a4e-7d10-9b1c-2d3e4f506172", "0193a5c9-0a4e-7d10-9b1c-2d3e4f50617"})
        EXPECT_NE(segment_hash(id), segment_hash(other)) << other;
    EXPECT_EQ(segment_hash(""), 0u);
}

TEST(Recent, MergesCoresByTime) {
    Recent recent(2);
    for (int i = 0; i < 100; ++i) recent.add(static_cast<std::size_t>(i % 2), asked(chat, {}, i * 1ms));
    const auto all = recent.since(Instant{});
    ASSERT_EQ(all.size(), 100u);
    EXPECT_TRUE(std::ranges::is_sorted(all, {}, &Request::at));
}

}  // namespace
}  // namespace rustygpt::limits
