#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/openapi.h"
#include "http/route.h"

namespace rustygpt::api {

// GET /api/health, /api/ready, /api/openapi.json and /api/openapi.yaml. Outlives the server.
class System {
public:
    // missing: what keeps the server from being ready, for people ("database"); empty where nothing does. Called on any
    // core's thread; must not block.
    System(http::Routes& routes, std::function<std::vector<std::string>()> missing);

    // Renders the document, once all routes are in the table.
    void publish(const http::Routes& routes, const http::ApiInfo& info);

private:
    std::function<std::vector<std::string>()> missing_;
    std::string json_;
    std::string yaml_;
};

}  // namespace rustygpt::api
