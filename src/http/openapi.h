#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "http/route.h"

namespace rustygpt::http {

// What the table of routes does not say about the service.
struct ApiInfo {
    std::string title = "RustyGPT";
    std::string version = RUSTYGPT_VERSION;  // semver
    std::string description = "A self-hosted AI chat server: conversations, live streams, deterministic tools.";
    std::string base_path{};
    std::string session_cookie = "sid";
    // Name and description, in the order to be shown. Each tag that a route uses.
    std::vector<std::pair<std::string, std::string>> tags{};
};

// The OpenAPI 3.1 document of the table: every route with its parameters, bodies, examples, security, headers and every
// error that the pipeline or the row itself can answer. The table's schemas become its components; the caller may add
// more to routes.schemas.named before. Throws std::logic_error for a route with an unknown tag or reply header.
json::object openapi(const Routes& routes, const ApiInfo& info);

// YAML 1.2 in block style that reads back as the same value.
std::string to_yaml(const json::value& value);

}  // namespace rustygpt::http
