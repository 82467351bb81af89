#pragma once

#include "api/auth.h"

namespace rustygpt::api {

// GET and POST /api/setup.
void add_setup_routes(http::Routes& routes, const AccountServices& services);

}  // namespace rustygpt::api
