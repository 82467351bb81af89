#pragma once

#include <chrono>
#include <cstdint>

#include "base/task.h"
#include "storage/database.h"

namespace rustygpt::storage {

struct RetentionLimits {
    std::chrono::hours events{48};
    std::int64_t events_per_user = 1'000'000;
    std::chrono::days audit{730};
};

// Forgets events that are too old or too many, Idempotency-Keys past their day, and audit entries past theirs. What an
// unfinished answer needs stays, and so does the newest event: it keeps rows from being given out twice. Works in small
// transactions, so that nobody who writes has to wait for it. Returns the number of events that went.
Task<std::int64_t> prune(Database& database, RetentionLimits limits, Time now);

}  // namespace rustygpt::storage
