#pragma once

// What happens at regular times.

#include <atomic>
#include <functional>

#include "accounts/accounts.h"
#include "base/task.h"
#include "chat/answers.h"
#include "storage/retention.h"
#include "stream/hub.h"

namespace rustygpt::app {

// Has each stream ask about twice a second whether its session still lives. Runs on the core's executor until that
// stops.
Task<> tick_streams(stream::Hub& hub, std::size_t core);

// Stops the answers of disabled users, revoked sessions and revoked API tokens, within half a second, until `stopping`.
// On the answers' executor.
Task<> stop_unwanted_regularly(chat::Answers& answers, const accounts::Accounts& people,
                               const std::atomic<bool>& stopping);

// Prunes the event log now and every minute, to what the limits are then, until `stopping`.
Task<> prune_regularly(storage::Database& database, std::function<storage::RetentionLimits()> limits,
                       const std::atomic<bool>& stopping);

// Fills the search indexes after an upgrade, beside the server's other work, until they are full or it stops.
Task<> rebuild_search(storage::Database& database, const std::atomic<bool>& stopping);

}  // namespace rustygpt::app
