#include "storage/retention.h"

#include <algorithm>
#include <vector>

#include "storage/audit_log.h"
#include "storage/event_log.h"

namespace rustygpt::storage {
namespace {

constexpr std::int64_t batch = 500;
constexpr std::chrono::hours idempotency_window{24};

struct Candidate {
    std::int64_t row;
    Id user_id;
    Time at;
};

// A cursor below the highest pruned row has missed something: the floor says so.
// latest: what went is no newer in truth, whatever a clock that was ahead has written.
std::int64_t remove(Transaction& tx, const std::vector<Candidate>& candidates, Time latest) {
    for (const auto& [row, user_id, at] : candidates) {
        tx.run("DELETE FROM events WHERE row = $1", row);
        tx.run(
            "INSERT INTO stream_floors (user_id, row, created_at) VALUES ($1, $2, $3) ON CONFLICT (user_id) "
            "DO UPDATE SET row = excluded.row, created_at = CASE WHEN excluded.created_at > stream_floors.created_at "
            "THEN excluded.created_at ELSE stream_floors.created_at END WHERE stream_floors.row < excluded.row",
            user_id, row, std::min(at, latest));
    }
    return static_cast<std::int64_t>(candidates.size());
}

std::int64_t remove_old(Transaction& tx, Time before, Time now) {
    std::vector<Candidate> candidates;
    const auto end = std::min(EventLog::row_at(tx, before, now), EventLog::head(tx));
    tx.each(
        "SELECT e.row, e.user_id, e.created_at FROM events e WHERE e.row < $1 AND NOT EXISTS "
        "(SELECT 1 FROM messages m WHERE m.id = e.message_id AND m.completed_at IS NULL) ORDER BY e.row LIMIT $2",
        [&](const Row& row) { candidates.push_back({row.integer(0), row.id(1), row.time(2)}); }, end, batch);
    return remove(tx, candidates, before);
}

std::int64_t remove_beyond(Transaction& tx, const Id& user_id, std::int64_t most, Time now) {
    std::vector<Candidate> candidates;
    tx.each(
        "SELECT e.row, e.user_id, e.created_at FROM events e WHERE e.user_id = $1 AND e.row < "
        "(SELECT o.row FROM events o WHERE o.user_id = $1 ORDER BY o.row DESC LIMIT 1 OFFSET $2) AND NOT EXISTS "
        "(SELECT 1 FROM messages m WHERE m.id = e.message_id AND m.completed_at IS NULL) ORDER BY e.row LIMIT $3",
        [&](const Row& row) { candidates.push_back({row.integer(0), row.id(1), row.time(2)}); }, user_id, most - 1,
        batch);
    return remove(tx, candidates, now);
}

std::vector<Id> users_beyond(Transaction& tx, std::int64_t most) {
    std::vector<Id> users;
    tx.each(
        "SELECT user_id FROM events GROUP BY user_id HAVING count(*) > $1",
        [&](const Row& row) { users.push_back(row.id(0)); }, most);
    return users;
}

}  // namespace

Task<std::int64_t> prune(Database& database, RetentionLimits limits, Time now) {
    std::int64_t total = 0;
    auto old = [before = now - limits.events, now](Transaction& tx) { return remove_old(tx, before, now); };
    for (std::int64_t removed = batch; removed == batch; total += removed)
        removed = co_await database.write(old, Operation::prune);

    auto crowded = [most = limits.events_per_user](Transaction& tx) { return users_beyond(tx, most); };
    const auto users = co_await database.read(crowded, Operation::prune);
    for (const auto& user : users) {
        auto beyond = [user, most = limits.events_per_user, now](Transaction& tx) {
            return remove_beyond(tx, user, most, now);
        };
        for (std::int64_t removed = batch; removed == batch; total += removed)
            removed = co_await database.write(beyond, Operation::prune);
    }
    auto keys = [before = now - idempotency_window](Transaction& tx) {
        tx.run("DELETE FROM idempotency_keys WHERE created_at < $1", before);
        tx.run("DELETE FROM clock_steps WHERE row <= (SELECT min(row) FROM events)");
    };
    co_await database.write(keys, Operation::prune);
    co_await prune_audit(database, limits.audit, now);
    co_return total;
}

}  // namespace rustygpt::storage
