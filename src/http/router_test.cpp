#include "http/router.h"

#include <gtest/gtest.h>

#include "http/target.h"

namespace rustygpt::http {
namespace {

Routes table() {
    Routes routes;
    const auto add = [&](Method method, const char* path) {
        routes.add({.operation_id = path, .method = method, .path = path, .access = Access::open()});
    };
    add(Method::get, "/");
    add(Method::get, "/api/things");
    add(Method::post, "/api/things");
    add(Method::get, "/api/things/:id");
    add(Method::del, "/api/things/:id");
    add(Method::get, "/api/things/special");
    add(Method::post, "/api/things/special/only");
    add(Method::post, "/api/things/:id/parts/:part");
    return routes;
}

// The path of the route that GET finds, "-" where there is nothing, "405" for another method.
std::string find(const Router& router, std::string_view target, Method method = Method::get) {
    const auto parts = split_target(target);
    if (!parts) return "400";
    std::string storage;
    const auto path = plain_path(parts->path, storage);
    Router::Parameters parameters;
    std::string_view within;
    const auto* place = path ? router.find(*path, parameters, within) : nullptr;
    if (!place) return "-";
    const auto* route = place->at(method);
    if (!route) return "405 " + place->allow;
    return route->path + (route->path.contains(':') ? " " + std::string(parameters[0]) : "");
}

TEST(Router, MatchesPathsExactly) {
    const auto routes = table();
    const Router router(routes, "");
    const std::pair<const char*, const char*> cases[] = {
        {"/", "/"},
        {"/?x=/y", "/"},
        {"/api/things", "/api/things"},
        {"/api/things?limit=5", "/api/things"},
        {"/api/%74hings", "/api/things"},
        {"/%61pi/things", "/api/things"},
        {"http://host:80/api/things", "/api/things"},
        {"HTTPS://host/api/things", "/api/things"},
        {"http://host", "/"},
        {"/api/things/7", "/api/things/:id 7"},
        {"/api/things/%37%2D", "/api/things/:id 7-"},
        {"/api/things/a%20b", "/api/things/:id a%20b"},
        {"/api/things/special", "/api/things/special"},
        {"/api/things/special/parts/2", "405 POST, OPTIONS"},
        {"/api/things/special/only", "405 POST, OPTIONS"},
        {"/Api/things", "-"},
        {"/api/Things", "-"},
        {"/api", "-"},
        {"/api/things/", "-"},
        {"/api//things", "-"},
        {"//api/things", "-"},
        {"//", "-"},
        {"/api/things//parts/1", "-"},
        {"/api/./things", "-"},
        {"/api/x/../things", "-"},
        {"/api/%2e/things", "-"},
        {"/api/x/%2E%2e/things", "-"},
        {"/api%2Fthings", "-"},
        {"/api/things/a%2fb", "-"},
        {"/api/things%5Cx", "-"},
        {"/api/things/%zz", "-"},
        {"/api/things/%4", "-"},
        {"/api/things/1/2", "-"},
        {"api/things", "400"},
        {"ftp://host/api/things", "400"},
        {"http:///api/things", "400"},
        {"*?x", "400"},
    };
    for (const auto& [target, expected] : cases) EXPECT_EQ(find(router, target), expected) << target;
}

TEST(Router, TellsMethodsApart) {
    const auto routes = table();
    const Router router(routes, "");
    EXPECT_EQ(find(router, "/api/things", Method::head), "/api/things");
    EXPECT_EQ(find(router, "/api/things", Method::put), "405 GET, HEAD, POST, OPTIONS");
    EXPECT_EQ(find(router, "/api/things/1", Method::other), "405 GET, HEAD, DELETE, OPTIONS");
}

TEST(Router, TakesTheBasePathOff) {
    const auto routes = table();
    const Router router(routes, "/gpt");
    EXPECT_EQ(find(router, "/gpt/api/things"), "/api/things");
    EXPECT_EQ(find(router, "/api/things"), "-");
    EXPECT_EQ(find(router, "/gptapi/things"), "-");
    EXPECT_EQ(find(router, "/gpt/"), "/") << "the base path's own root";
    EXPECT_EQ(find(router, "/gpt"), "-");
    EXPECT_EQ(find(router, "/gpt/api/things/"), "-");
}

TEST(Router, RefusesATableThatClaimsAPathTwice) {
    auto routes = table();
    routes.add({.operation_id = "again", .method = Method::get, .path = "/api/things/:name", .access = Access::open()});
    EXPECT_THROW(Router(routes, ""), std::logic_error);
}

}  // namespace
}  // namespace rustygpt::http
