#pragma once

// What happens at regular times.

#include <atomic>

#include "base/task.h"
#include "storage/retention.h"
#include "stream/hub.h"

namespace rustygpt::app {

// Has each stream ask about twice a second whether its session still lives. Runs on the core's executor until that stops.
Task<> tick_streams(stream::Hub& hub, std::size_t core);

// Prunes the event log now and every minute, until `stopping`.
Task<> prune_regularly(storage::Database& database, storage::RetentionLimits limits, const std::atomic<bool>& stopping);

}  // namespace rustygpt::app
