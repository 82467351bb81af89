#pragma once

#include "accounts/accounts.h"
#include "api/admin.h"
#include "config/settings.h"
#include "storage/audit_log.h"
#include "storage/statistics.h"
#include "stream/hub.h"

namespace rustygpt::app {

// What serves /api/admin/users, /audit and /stats.
class Administration {
public:
    // All but the settings outlive this. database_file: of SQLite.
    Administration(storage::Database& database, accounts::Accounts& accounts, const stream::Hub& hub,
                   const config::Settings& settings, std::string database_file);

    void add_routes(http::Routes& routes) const;

private:
    storage::AuditLog audit_;
    storage::Statistics counts_;
    api::ServerStatistics statistics_;
    api::AdminServices services_;
};

}  // namespace rustygpt::app
