#pragma once

#include "api/auth.h"

namespace rustygpt::api {

// GET /api/account/sessions, DELETE /api/account/sessions/:id, POST /api/account/password.
void add_account_routes(http::Routes& routes, const AccountServices& services);

}  // namespace rustygpt::api
