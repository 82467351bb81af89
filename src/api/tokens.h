#pragma once

#include "api/auth.h"

namespace rustygpt::api {

// GET/POST /api/tokens, GET/DELETE /api/tokens/:id.
void add_token_routes(http::Routes& routes, const AccountServices& services);

}  // namespace rustygpt::api
