#pragma once

#include "accounts/statistics.h"
#include "storage/database.h"

namespace rustygpt::storage {

// Counts in a database, which outlives this.
class Statistics final : public accounts::Statistics {
public:
    explicit Statistics(Database& database) : database_(database) {}

    Task<accounts::Counts> count(Time now, seconds session_idle) override;

private:
    Database& database_;
};

}  // namespace rustygpt::storage
