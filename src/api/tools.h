#pragma once

#include "base/pool.h"
#include "http/route.h"
#include "tools/registry.h"

namespace rustygpt::api {

// GET /api/tools, POST /api/tools/:name/invoke. Tools run on the pool. Both outlive the routes.
void add_tool_routes(http::Routes& routes, const tools::Registry& tools, Pool& pool);

}  // namespace rustygpt::api
