#include "http/openapi.h"

#include <set>

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace rustygpt::http {
namespace {

Routes table() {
    Routes routes;
    routes.add({.operation_id = "getThing",
                .method = Method::get,
                .path = "/api/things/:id",
                .access = Access::session(Scope::read, Role::read_only),
                .tag = "Things",
                .summary = "One thing",
                .parameters = {{.name = "part",
                                .in = "query",
                                .description = "Which part.",
                                .schema = {{"type", "string"}},
                                .example = "all"}},
                .replies = {{.description = "The thing.", .schema = {{"type", "object"}}, .headers = {"ETag"}}}});
    routes.add({.operation_id = "putThing",
                .method = Method::put,
                .path = "/api/things/:id",
                .access = Access::session_only(Role::member),
                .tag = "Things",
                .summary = "Change it",
                .request_schema = {{"type", "object"}},
                .request_example = {{"a", 1}},
                .replies = {{.status = 204, .description = "Done."}},
                .failures = {Failure::Kind::precondition_failed, Failure::Kind::conflict}});
    return routes;
}

const ApiInfo info{.base_path = "/gpt", .tags = {{"Things", "All about things."}}};

std::set<std::string> keys(const json::value& object) {
    std::set<std::string> all;
    for (const auto& [key, _] : object.as_object()) all.emplace(key);
    return all;
}

TEST(OpenApi, DescribesWhatPipelineAndRowCanAnswer) {
    const json::value document = openapi(table(), info);
    const auto& path = document.at("paths").at("/api/things/{id}");
    const auto& get = path.at("get");
    const auto& put = path.at("put");
    using Set = std::set<std::string>;
    EXPECT_EQ(keys(get.at("responses")),
              (Set{"200", "400", "401", "403", "404", "408", "414", "422", "429", "431", "500", "503"}));
    EXPECT_EQ(keys(put.at("responses")), (Set{"204", "400", "401", "403", "404", "408", "409", "412", "413", "414",
                                              "415", "422", "429", "431", "500", "503"}));
    EXPECT_EQ(get.at("responses").at("404").at("$ref"), "#/components/responses/NotFound");
    EXPECT_NE(put.at("responses").at("409").at("description").as_string().find("`conflict`"), std::string::npos);
    EXPECT_EQ(
        keys(get.at("responses").at("200").at("headers")),
        (Set{"ETag", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "X-RateLimit-Profile", "trace_id"}));
    const auto& responses = document.at("components").at("responses");
    EXPECT_TRUE(keys(responses.at("TooManyRequests").at("headers")).contains("RateLimit-Reset"));
    EXPECT_TRUE(keys(responses.at("NotFound").at("headers")).contains("RateLimit-Reset"));
    EXPECT_FALSE(keys(responses.at("Unauthorized").at("headers")).contains("RateLimit-Reset")) << "before the limits";
    EXPECT_EQ(get.at("parameters").at(0).at("in"), "path");
    EXPECT_EQ(get.at("parameters").at(1).at("name"), "part");
    EXPECT_EQ(get.at("security"), (json::array{{{"session", json::array{}}}, {{"bearer", json::array{"read"}}}}));
    EXPECT_EQ(put.at("security"), (json::array{{{"session", json::array{}}, {"csrf", json::array{}}}}));
    EXPECT_EQ(document.at("servers").at(0).at("url"), "/gpt");
    EXPECT_EQ(document.at("components").at("schemas").at("Error").at("additionalProperties"), false);
}

TEST(OpenApi, RefersOnlyToWhatThereIs) {
    const json::value document = openapi(table(), info);
    const auto text = json::serialize(document);
    for (std::size_t at = 0; (at = text.find("\"$ref\":\"#", at)) != text.npos; ++at) {
        const auto begin = at + 9;
        const auto pointer = text.substr(begin, text.find('"', begin) - begin);
        boost::system::error_code failed;
        EXPECT_NE(document.find_pointer(pointer, failed), nullptr) << pointer;
    }
}

TEST(OpenApi, RefusesATagThatNobodyDescribed) {
    auto routes = table();
    routes.add({.operation_id = "x", .method = Method::get, .path = "/x", .access = Access::open(), .tag = "Nothing"});
    EXPECT_THROW(openapi(routes, info), std::logic_error);
}

TEST(Yaml, WritesBlocks) {
    const json::value value{
        {"a", {1, "two: 3", json::object{{"b", nullptr}, {"c", json::array{}}}, {true, json::object{}}}},
        {"yes", "no"},
        {"numbers", {0.001, 1e6, 1.5e-9, 2.5, 7}},
        {"200", {{"/x/{y}", "line\nline"}}}};
    EXPECT_EQ(to_yaml(value),
              "a:\n"
              "  - 1\n"
              "  - \"two: 3\"\n"
              "  - b: null\n"
              "    c: []\n"
              "  - - true\n"
              "    - {}\n"
              "\"yes\": \"no\"\n"
              "numbers:\n"
              "  - 0.001\n"
              "  - 1.0e+06\n"
              "  - 1.5e-09\n"
              "  - 2.5\n"
              "  - 7\n"
              "\"200\":\n"
              "  \"/x/{y}\": \"line\\nline\"\n");
    EXPECT_EQ(to_yaml("x"), "\"x\"\n");
}

}  // namespace
}  // namespace rustygpt::http
