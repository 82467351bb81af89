#include "storage/account_sql.h"

namespace rustygpt::storage::account_sql {
namespace {

constexpr std::size_t most_known_addresses = 16;
constexpr seconds kept_after_its_end{86'400};

// Columns: id, user_id, role, secret_hash, issued_at, last_seen_at, absolute_expires_at, ended_at, must_rotate,
// changed, revoked.
SessionRecord session_from(const Row& row) {
    return {.id = row.id(0),
            .user_id = row.id(1),
            .role = role_from(row, 2),
            .secret_hash = digest_from(row.view(3)),
            .issued_at = row.time(4),
            .last_seen_at = row.time(5),
            .absolute_expires_at = row.time(6),
            .ended_at = row.maybe_time(7),
            .revoked = row.flag(10),
            .must_rotate = row.flag(8),
            .changed = row.integer(9)};
}

std::vector<RetiredSecret> retired_of(Transaction& tx, const Id& session_id, Time since) {
    std::vector<RetiredSecret> out;
    tx.each(
        "SELECT secret_hash, retired_at FROM retired_secrets WHERE session_id = $1 AND retired_at >= $2 ORDER BY "
        "retired_at DESC",
        [&](const Row& row) { out.push_back({digest_from(row.view(0)), row.time(1)}); }, session_id, since);
    return out;
}

void evict_oldest(Transaction& tx, const NewSession& session, std::int64_t epoch) {
    tx.run(
        "UPDATE sessions SET ended_at = $1, changed = $2 WHERE user_id = $3 AND ended_at IS NULL AND id NOT IN "
        "(SELECT id FROM sessions WHERE user_id = $3 AND ended_at IS NULL ORDER BY issued_at DESC, id DESC LIMIT $4)",
        session.issued_at, epoch, session.user_id, session.max_sessions);
}

void remember_address(Transaction& tx, const NewSession& session) {
    if (session.address_key.empty()) return;
    tx.run(
        "INSERT INTO known_addresses (user_id, address, seen_at) VALUES ($1, $2, $3) "
        "ON CONFLICT (user_id, address) DO UPDATE SET seen_at = excluded.seen_at",
        session.user_id, session.address_key, session.issued_at);
    tx.run(
        "DELETE FROM known_addresses WHERE user_id = $1 AND address NOT IN "
        "(SELECT address FROM known_addresses WHERE user_id = $1 ORDER BY seen_at DESC LIMIT $2)",
        session.user_id, std::int64_t{most_known_addresses});
}

}  // namespace

void insert_session(Transaction& tx, const NewSession& session, std::int64_t epoch) {
    tx.run("DELETE FROM sessions WHERE absolute_expires_at < $1", session.issued_at - kept_after_its_end);
    tx.run(
        "INSERT INTO sessions (id, user_id, secret_hash, issued_at, last_seen_at, absolute_expires_at, changed, "
        "address, "
        "user_agent) VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8)",
        session.id, session.user_id, hex(session.secret_hash), session.issued_at, session.absolute_expires_at, epoch,
        session.address, session.user_agent);
    evict_oldest(tx, session, epoch);
    remember_address(tx, session);
    tx.run("UPDATE users SET last_seen_at = $1 WHERE id = $2", session.issued_at, session.user_id);
}

void end_replaced(Transaction& tx, const ReplacedSession& replaced, std::int64_t epoch) {
    const auto ended = tx.run(
        "UPDATE sessions SET ended_at = $1, changed = $2 WHERE id = $3 AND ended_at IS NULL AND absolute_expires_at > "
        "$1",
        replaced.audit.at, epoch, replaced.id);
    if (ended > 0) write_audit(tx, replaced.audit);
}

void end_all_but(Transaction& tx, const Id& user_id, const std::optional<Id>& keep, Time now, std::int64_t epoch) {
    tx.run(
        "UPDATE sessions SET ended_at = $1, revoked = 1, changed = $2 WHERE user_id = $3 AND ended_at IS NULL AND id "
        "<> $4",
        now, epoch, user_id, keep ? keep->text() : std::string());
}

std::int64_t end_all_sessions(Transaction& tx, Time now) {
    return tx.run("UPDATE sessions SET ended_at = $1, revoked = 1, changed = $2 WHERE ended_at IS NULL", now,
                  raise_epoch(tx));
}

std::int64_t end_all_tokens(Transaction& tx, Time now) {
    return tx.run("UPDATE api_tokens SET ended_at = $1, changed = $2 WHERE ended_at IS NULL", now, raise_epoch(tx));
}

bool rotate(Transaction& tx, const Id& session_id, const Digest& old_hash, const Digest& new_hash, Time now,
            std::int64_t epoch) {
    const auto rotated = tx.run(
        "UPDATE sessions SET secret_hash = $1, last_seen_at = $2, must_rotate = 0, changed = $3 "
        "WHERE id = $4 AND secret_hash = $5 AND ended_at IS NULL",
        hex(new_hash), now, epoch, session_id, hex(old_hash));
    if (rotated == 0) return false;
    tx.run("INSERT INTO retired_secrets (secret_hash, session_id, retired_at) VALUES ($1, $2, $3)", hex(old_hash),
           session_id, now);
    return true;
}

FoundSession find_session(Transaction& tx, const Digest& secret_hash, Time retired_since) {
    const auto hash = hex(secret_hash);
    FoundSession found{.epoch = epoch_of(tx)};
    found.session = tx.one(
        "SELECT s.id, s.user_id, u.role, s.secret_hash, s.issued_at, s.last_seen_at, s.absolute_expires_at, "
        "s.ended_at, s.must_rotate, s.changed, s.revoked FROM sessions s JOIN users u ON u.id = s.user_id "
        "WHERE s.secret_hash = $1",
        session_from, hash);
    if (!found.session) {
        found.session = tx.one(
            "SELECT s.id, s.user_id, u.role, s.secret_hash, s.issued_at, s.last_seen_at, s.absolute_expires_at, "
            "s.ended_at, s.must_rotate, s.changed, s.revoked FROM retired_secrets r JOIN sessions s ON s.id = "
            "r.session_id "
            "JOIN users u ON u.id = s.user_id WHERE r.secret_hash = $1",
            session_from, hash);
        found.retired_at = tx.one(
            "SELECT retired_at FROM retired_secrets WHERE secret_hash = $1", [](const Row& row) { return row.time(0); },
            hash);
    }
    if (found.session) found.session->retired = retired_of(tx, found.session->id, retired_since);
    return found;
}

Changes changes(Transaction& tx, std::int64_t since, Time retired_since) {
    Changes out{.since = since, .epoch = epoch_of(tx)};
    if (out.epoch <= since) return out;
    tx.each(
        "SELECT s.id, s.user_id, u.role, s.secret_hash, s.issued_at, s.last_seen_at, s.absolute_expires_at, "
        "s.ended_at, "
        "s.must_rotate, s.changed, s.revoked FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.changed > $1",
        [&](const Row& row) { out.sessions.push_back(session_from(row)); }, since);
    for (auto& session : out.sessions)
        if (!session.ended_at) session.retired = retired_of(tx, session.id, retired_since);
    return out;
}

}  // namespace rustygpt::storage::account_sql
