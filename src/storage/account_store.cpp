#include "storage/account_store.h"

#include "storage/account_sql.h"

namespace rustygpt::storage {

using namespace accounts;
namespace sql = account_sql;

namespace {

Credentials credentials_from(const Row& row) { return {sql::user_from(row), row.text(8), row.flag(9)}; }

}  // namespace

Task<bool> AccountStore::is_set_up() { return database_.read(sql::is_set_up, Operation::account); }

Task<UserCreated> AccountStore::create_user(NewUser user, AuditEntry audit) {
    auto work = [user = std::move(user), audit = std::move(audit)](Transaction& tx) {
        const auto created = sql::insert_user(tx, user);
        if (created == UserCreated::done) sql::write_audit(tx, audit);
        return created;
    };
    return database_.write(std::move(work), Operation::account);
}

Task<UserCreated> AccountStore::create_first_admin(NewUser user, NewSession session, AuditEntry audit) {
    auto work = [user = std::move(user), session = std::move(session), audit = std::move(audit)](Transaction& tx) {
        // The writer is one after another: of parallel attempts the second sees the first one's administrator.
        if (sql::is_set_up(tx)) return UserCreated::already_set_up;
        const auto created = sql::insert_user(tx, user);
        if (created != UserCreated::done) return created;
        sql::insert_session(tx, session, sql::raise_epoch(tx));
        sql::write_audit(tx, audit);
        return created;
    };
    return database_.write(std::move(work), Operation::account);
}

Task<std::optional<Credentials>> AccountStore::credentials(std::string email_key, std::string former_key,
                                                           std::string address_key) {
    auto work = [email_key = std::move(email_key), former_key = std::move(former_key),
                 address_key = std::move(address_key)](Transaction& tx) {
        return tx.one(
            "SELECT u.id, u.email, u.username, u.display_name, u.role, u.disabled, u.created_at, u.last_seen_at, "
            "u.password_hash, a.address IS NOT NULL FROM users u LEFT JOIN known_addresses a "
            "ON a.user_id = u.id AND a.address = $3 WHERE u.email_key IN ($1, $2) "
            "ORDER BY CASE WHEN u.email_key = $2 THEN 0 ELSE 1 END LIMIT 1",
            credentials_from, email_key, former_key, address_key);
    };
    return database_.read(std::move(work), Operation::account);
}

Task<std::optional<Credentials>> AccountStore::credentials_of(Id user_id) {
    auto work = [user_id](Transaction& tx) {
        return tx.one(
            "SELECT id, email, username, display_name, role, disabled, created_at, last_seen_at, password_hash, 0 "
            "FROM users WHERE id = $1",
            credentials_from, user_id);
    };
    return database_.read(std::move(work), Operation::account);
}

Task<std::vector<User>> AccountStore::users() {
    auto work = [](Transaction& tx) {
        std::vector<User> out;
        tx.each(
            "SELECT id, email, username, display_name, role, disabled, created_at, last_seen_at FROM users ORDER BY id",
            [&](const Row& row) { out.push_back(sql::user_from(row)); });
        return out;
    };
    return database_.read(std::move(work), Operation::account);
}

Task<std::vector<User>> AccountStore::users_page(UserQuery query) {
    auto work = [query = std::move(query)](Transaction& tx) { return sql::users_page(tx, query); };
    return database_.read(std::move(work), Operation::account);
}

Task<UserChanged> AccountStore::change_user(UserChange change, AuditEntry audit) {
    auto work = [change = std::move(change), audit = std::move(audit)](Transaction& tx) {
        return sql::change_user(tx, change, audit);
    };
    return database_.write(std::move(work), Operation::account);
}

Task<bool> AccountStore::replace_hash(Id user_id, std::string old_hash, std::string new_hash) {
    auto work = [=](Transaction& tx) {
        return tx.run("UPDATE users SET password_hash = $1 WHERE id = $2 AND password_hash = $3", new_hash, user_id,
                      old_hash) == 1;
    };
    return database_.write(std::move(work), Operation::account);
}

Task<bool> AccountStore::change_password(PasswordChange change, AuditEntry audit) {
    auto work = [change = std::move(change), audit = std::move(audit)](Transaction& tx) {
        const auto expected = tx.one(
            "SELECT 1 FROM users WHERE id = $1 AND password_hash = $2", [](const Row&) { return true; }, change.user_id,
            change.old_hash);
        if (!expected) return false;
        const auto epoch = sql::raise_epoch(tx);
        if (!sql::rotate(tx, change.keep, change.old_secret, change.new_secret, change.now, epoch)) return false;
        tx.run("UPDATE users SET password_hash = $1 WHERE id = $2", change.new_hash, change.user_id);
        sql::end_all_but(tx, change.user_id, change.keep, change.now, epoch);
        sql::end_tokens(tx, change.user_id, change.now, epoch);
        sql::write_audit(tx, audit);
        return true;
    };
    return database_.write(std::move(work), Operation::account);
}

Task<bool> AccountStore::begin_session(NewSession session, std::string password_hash, AuditEntry audit,
                                       std::optional<accounts::ReplacedSession> replaced) {
    auto work = [session = std::move(session), password_hash = std::move(password_hash), audit = std::move(audit),
                 replaced = std::move(replaced)](Transaction& tx) {
        const auto allowed = tx.one(
            "SELECT 1 FROM users WHERE id = $1 AND disabled = 0 AND password_hash = $2",
            [](const Row&) { return true; }, session.user_id, password_hash);
        if (!allowed) return false;
        const auto epoch = sql::raise_epoch(tx);
        if (replaced) sql::end_replaced(tx, *replaced, epoch);
        sql::insert_session(tx, session, epoch);
        sql::write_audit(tx, audit);
        return true;
    };
    return database_.write(std::move(work), Operation::session);
}

Task<FoundSession> AccountStore::find_session(Digest secret_hash, Time retired_since) {
    auto work = [=](Transaction& tx) { return sql::find_session(tx, secret_hash, retired_since); };
    return database_.read(std::move(work), Operation::session);
}

Task<Changes> AccountStore::changes(std::int64_t since, Time retired_since) {
    auto work = [=](Transaction& tx) { return sql::changes(tx, since, retired_since); };
    return database_.read(std::move(work), Operation::poll);
}

Task<bool> AccountStore::rotate(Id session_id, Digest old_hash, Digest new_hash, Time now) {
    auto work = [=](Transaction& tx) {
        return sql::rotate(tx, session_id, old_hash, new_hash, now, sql::raise_epoch(tx));
    };
    return database_.write(std::move(work), Operation::session);
}

Task<void> AccountStore::touch(std::vector<Seen> seen) {
    auto work = [seen = std::move(seen)](Transaction& tx) {
        for (const auto& one : seen) {
            tx.run("UPDATE sessions SET last_seen_at = $1 WHERE id = $2 AND last_seen_at < $1", one.at, one.session_id);
            tx.run("UPDATE users SET last_seen_at = $1 WHERE id = (SELECT user_id FROM sessions WHERE id = $2)", one.at,
                   one.session_id);
        }
    };
    return database_.write(std::move(work), Operation::session);
}

Task<bool> AccountStore::end_session(Id user_id, Id session_id, bool revoked, AuditEntry audit) {
    auto work = [user_id, session_id, revoked, audit = std::move(audit)](Transaction& tx) {
        const auto ended = tx.run(
            "UPDATE sessions SET ended_at = $1, revoked = $4, changed = (SELECT value + 1 FROM security_epoch) "
            "WHERE id = $2 AND user_id = $3 AND ended_at IS NULL AND absolute_expires_at > $1",
            audit.at, session_id, user_id, revoked);
        if (ended == 0) return false;
        sql::raise_epoch(tx);
        sql::write_audit(tx, audit);
        return true;
    };
    return database_.write(std::move(work), Operation::session);
}

Task<void> AccountStore::expire_session(Id session_id, Time now) {
    auto work = [=](Transaction& tx) {
        const auto epoch = sql::raise_epoch(tx);
        tx.run("UPDATE sessions SET ended_at = $1, changed = $2 WHERE id = $3 AND ended_at IS NULL", now, epoch,
               session_id);
    };
    return database_.write(std::move(work), Operation::session);
}

Task<std::vector<SessionEntry>> AccountStore::sessions_of(Id user_id, Time now) {
    auto work = [=](Transaction& tx) {
        std::vector<SessionEntry> out;
        tx.each(
            "SELECT id, issued_at, last_seen_at, absolute_expires_at, address, user_agent FROM sessions "
            "WHERE user_id = $1 AND ended_at IS NULL AND absolute_expires_at > $2 ORDER BY id DESC LIMIT 1000",
            [&](const Row& row) {
                out.push_back({row.id(0), row.time(1), row.time(2), row.time(3), row.text(4), row.text(5)});
            },
            user_id, now);
        return out;
    };
    return database_.read(std::move(work), Operation::session);
}

Task<void> AccountStore::record(AuditEntry audit) {
    auto work = [audit = std::move(audit)](Transaction& tx) { sql::write_audit(tx, audit); };
    return database_.write(std::move(work), Operation::audit);
}

Task<void> AccountStore::record_seldom(AuditEntry audit, seconds interval) {
    auto work = [audit = std::move(audit), interval](Transaction& tx) {
        const auto lately = tx.one(
            "SELECT 1 FROM audit WHERE subject = $1 AND action = $2 AND address = $3 AND at > $4 AND at <= $5 LIMIT 1",
            [](const Row&) { return true; }, audit.subject, audit.action, audit.address, audit.at - interval, audit.at);
        if (!lately) sql::write_audit(tx, audit);
    };
    return database_.write(std::move(work), Operation::audit);
}

}  // namespace rustygpt::storage
