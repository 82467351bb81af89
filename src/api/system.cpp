#include "api/system.h"

#include <boost/describe/class.hpp>
#include <boost/json/serialize.hpp>

#include "base/failure.h"

namespace rustygpt::api {
namespace {

struct Health {
    std::string status;
    std::string version;
};
BOOST_DESCRIBE_STRUCT(Health, (), (status, version))

struct Readiness {
    std::string status;
    std::vector<std::string> missing;
};
BOOST_DESCRIBE_STRUCT(Readiness, (), (status, missing))

http::Response readiness(const std::vector<std::string>& missing) {
    if (missing.empty()) return http::Response::json(dto::to_json(Readiness{"ready", {}}));
    json::array names(missing.begin(), missing.end());
    throw Failure(Failure::Kind::unavailable, "The server is not ready.",
                  {{"missing", names}, {"retry_after_seconds", 1}});
}

http::Route& add_open(http::Routes& routes, std::string id, std::string path, std::string summary, http::Reply reply) {
    return routes.add({.operation_id = std::move(id),
                       .method = http::Method::get,
                       .path = std::move(path),
                       .access = http::Access::open(),
                       .tag = "system",
                       .summary = std::move(summary),
                       .replies = {std::move(reply)}});
}

// For whoever watches the server: neither limited nor in the way of people who read its log.
http::Route& add_probe(http::Routes& routes, std::string id, std::string path, std::string summary, http::Reply reply) {
    auto& route = add_open(routes, std::move(id), std::move(path), std::move(summary), std::move(reply));
    route.limit = limits::Fallback::none;
    route.probe = true;
    return route;
}

}  // namespace

System::System(http::Routes& routes, std::function<std::vector<std::string>()> missing) : missing_(std::move(missing)) {
    add_probe(routes, "getHealth", "/api/health", "Is the process alive?",
              {.description = "It is.",
               .schema = routes.response<Health>(),
               .example = {{"status", "ok"}, {"version", RUSTYGPT_VERSION}}})
        .immediate = [body = dto::to_json(Health{"ok", RUSTYGPT_VERSION})](http::Call&) {
        return http::Response::json(body);
    };
    add_probe(routes, "getReadiness", "/api/ready", "Can the server answer everything?",
              {.description = "It can. Else 503, with what is missing in details.missing.",
               .schema = routes.response<Readiness>(),
               .example = {{"status", "ready"}, {"missing", json::array{}}}})
        .immediate = [this](http::Call&) { return readiness(missing_()); };
    add_open(routes, "getOpenApiJson", "/api/openapi.json", "This document as JSON",
             {.description = "An OpenAPI 3.1 document.",
              .schema = json::object{{"type", "object"}, {"additionalProperties", true}},
              .example = {{"openapi", "3.1.0"}}})
        .immediate = [this](http::Call&) { return http::Response::json(json_); };
    add_open(routes, "getOpenApiYaml", "/api/openapi.yaml", "This document as YAML",
             {.description = "An OpenAPI 3.1 document.",
              .schema = json::object{{"type", "string"}},
              .content_type = "application/yaml",
              .example = "openapi: \"3.1.0\"\n"})
        .immediate = [this](http::Call&) { return http::Response{.body = yaml_, .content_type = "application/yaml"}; };
}

void System::publish(const http::Routes& routes, const http::ApiInfo& info) {
    const json::value document = http::openapi(routes, info);
    append_json(json_, document);
    yaml_ = http::to_yaml(document);
}

}  // namespace rustygpt::api
