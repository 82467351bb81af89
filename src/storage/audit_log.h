#pragma once

#include "accounts/audit.h"
#include "storage/database.h"

namespace rustygpt::storage {

// The audit in a database, which outlives this.
class AuditLog final : public accounts::AuditLog {
public:
    explicit AuditLog(Database& database) : database_(database) {}

    Task<std::vector<accounts::AuditRecord>> entries(accounts::AuditQuery query) override;

private:
    Database& database_;
};

// Forgets entries older than that, in small transactions. None younger than 90 days goes, whatever is asked for: the
// schema refuses it. Returns how many went.
Task<std::int64_t> prune_audit(Database& database, std::chrono::days retention, Time now);

}  // namespace rustygpt::storage
