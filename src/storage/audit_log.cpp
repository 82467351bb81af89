#include "storage/audit_log.h"

#include <algorithm>
#include <limits>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace rustygpt::storage {

using namespace accounts;

namespace {

constexpr std::int64_t batch = 500;

// Columns: id, at, actor, the actor's email, action, subject, the subject's email, address, details.
AuditRecord record_from(const Row& row) {
    const auto unless_empty = [&](int column) {
        return row.view(column).empty() ? std::nullopt : std::optional(row.text(column));
    };
    AuditRecord record{.id = row.id(0),
                       .at = row.time(1),
                       .actor = row.text(2),
                       .actor_name = row.maybe_text(3),
                       .action = row.text(4),
                       .subject = unless_empty(5),
                       .subject_name = row.maybe_text(6),
                       .address = unless_empty(7)};
    if (auto details = boost::json::parse(row.view(8)); details.is_object())
        record.details = std::move(details.get_object());
    return record;
}

// A statement per filter that has an index of its own, so that a rare thing is found without reading everything; the
// other filters are checked on the way.
#define AUDIT_QUERY(first)                                                                                  \
    "SELECT a.id, a.at, a.actor, u.email, a.action, a.subject, s.email, a.address, a.details FROM audit a " \
    "LEFT JOIN users u ON u.id = a.actor LEFT JOIN users s ON s.id = a.subject WHERE " first                \
    " AND ($1 = '' OR a.subject = $1) AND ($2 = '' OR a.actor = $2) AND ($3 = '' OR a.action = $3) "        \
    "AND ($4 = '' OR a.id < $4) AND a.at >= $5 AND a.at <= $6 ORDER BY a.id DESC LIMIT $7"

const char* statement_for(const AuditQuery& query) {
    if (!query.subject.empty()) return AUDIT_QUERY("a.subject = $1");
    if (!query.actor.empty()) return AUDIT_QUERY("a.actor = $2");
    if (!query.action.empty()) return AUDIT_QUERY("a.action = $3");
    return AUDIT_QUERY("a.id > ''");
}

#undef AUDIT_QUERY

// Ids begin with the milliseconds of their making (UUIDv7): the text before which those of an earlier time sort.
std::string first_id_of(Time time) {
    const auto count = static_cast<std::uint64_t>(std::max<std::int64_t>(time.time_since_epoch().count(), 0));
    return fmt::format("{:08x}-{:04x}", count >> 16 & 0xFFFF'FFFF, count & 0xFFFF);
}

}  // namespace

Task<std::vector<AuditRecord>> AuditLog::entries(AuditQuery query) {
    auto work = [query = std::move(query)](Transaction& tx) {
        std::vector<AuditRecord> out;
        const auto before = query.before ? query.before->text() : std::string();
        const auto until =
            query.until ? query.until->time_since_epoch().count() : std::numeric_limits<std::int64_t>::max();
        tx.each(
            statement_for(query), [&](const Row& row) { out.push_back(record_from(row)); }, query.subject, query.actor,
            query.action, before, query.since.value_or(Time{}), std::int64_t{until}, query.limit);
        return out;
    };
    return database_.read(std::move(work), Operation::audit);
}

Task<std::int64_t> prune_audit(Database& database, std::chrono::days retention, Time now) {
    // By id too, so that the young ones need not be looked through.
    auto work = [before = now - retention](Transaction& tx) {
        return tx.run(
            "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE id < $1 AND at < $2 ORDER BY id LIMIT $3)",
            first_id_of(before), before, batch);
    };
    std::int64_t total = 0;
    for (std::int64_t removed = batch; removed == batch; total += removed)
        removed = co_await database.write(work, Operation::prune);
    co_return total;
}

}  // namespace rustygpt::storage
