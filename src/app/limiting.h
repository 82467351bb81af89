#pragma once

#include <atomic>

#include "api/limits.h"
#include "base/pool.h"
#include "config/settings.h"
#include "http/limiter.h"
#include "storage/limit_store.h"

namespace rustygpt::app {

// Binds the limits to the port that http asks, and keeps them in step with the database.
class Limiting final : public http::Limiter {
public:
    // Database and pool outlive this.
    Limiting(storage::Database& database, Pool& pool, const config::Settings& settings);

    // Takes the limits that are stored, once all routes are declared and before the server starts.
    Task<> begin(const http::Routes& routes);
    // What other processes changed acts within a quarter of a second; until `stopping`.
    Task<> follow(const std::atomic<bool>& stopping);

    void admit(http::Call& call) override;

private:
    storage::LimitStore store_;
    SystemClock clock_;

public:
    limits::Limits limits;
    const api::LimitServices services;
};

}  // namespace rustygpt::app
