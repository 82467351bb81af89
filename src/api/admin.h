#pragma once

#include <string>

#include "accounts/accounts.h"
#include "accounts/audit.h"
#include "api/server_statistics.h"
#include "http/route.h"

namespace rustygpt::api {

// What the routes for administrators work on. Outlives the routes.
struct AdminServices {
    accounts::Accounts& accounts;
    accounts::AuditLog& audit;
    ServerStatistics& statistics;
    std::string base_path{};
};

// Role admin, and for tokens the scope admin.
inline constexpr http::Access for_admins = http::Access::session(Scope::admin, Role::admin);

// GET/POST /api/admin/users, GET/PATCH /api/admin/users/:id.
void add_admin_user_routes(http::Routes& routes, const AdminServices& services);
// GET /api/admin/audit.
void add_audit_routes(http::Routes& routes, const AdminServices& services);
// GET /api/admin/stats.
void add_statistics_routes(http::Routes& routes, const AdminServices& services);

}  // namespace rustygpt::api
