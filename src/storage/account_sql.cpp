#include "storage/account_sql.h"

#include <stdexcept>

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/serialize.hpp>

namespace rustygpt::storage::account_sql {

std::int64_t raise_epoch(Transaction& tx) {
    const auto epoch = tx.one("UPDATE security_epoch SET value = value + 1 WHERE one = 1 RETURNING value",
                              [](const Row& row) { return row.integer(0); });
    if (!epoch) throw std::runtime_error("the database has no security epoch");
    return *epoch;
}

std::int64_t epoch_of(Transaction& tx) {
    return tx.one("SELECT value FROM security_epoch", [](const Row& row) { return row.integer(0); }).value_or(0);
}

void write_audit(Transaction& tx, const AuditEntry& audit) {
    const auto details = boost::json::serialize(audit.details);
    tx.run("INSERT INTO audit (id, at, actor, action, subject, address, details) VALUES ($1, $2, $3, $4, $5, $6, $7)",
           new_id(), audit.at, audit.actor, audit.action, audit.subject, audit.address, details);
}

bool is_set_up(Transaction& tx) {
    return tx.one("SELECT 1 FROM users WHERE role = 'admin' LIMIT 1", [](const Row&) { return true; }).has_value();
}

UserCreated insert_user(Transaction& tx, const NewUser& user) {
    const auto taken = [&](const char* sql, const std::string& key) {
        return tx.one(sql, [](const Row&) { return true; }, key).has_value();
    };
    if (taken("SELECT 1 FROM users WHERE email_key = $1", user.email.key)) return UserCreated::email_taken;
    if (taken("SELECT 1 FROM users WHERE username_key = $1", user.username.key)) return UserCreated::username_taken;
    tx.run(
        "INSERT INTO users (id, email, email_key, username, username_key, display_name, role, password_hash, disabled, "
        "created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)",
        user.id, user.email.text, user.email.key, user.username.text, user.username.key, user.display_name,
        boost::describe::enum_to_string(user.role, ""), user.password_hash, user.created_at);
    return UserCreated::done;
}

Role role_from(const Row& row, int column) {
    Role role{};
    if (!boost::describe::enum_from_string(row.text(column).c_str(), role))
        throw std::runtime_error("the database holds a role that this version does not know");
    return role;
}

Digest digest_from(std::string_view text) {
    const auto nibble = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    };
    Digest digest{};
    if (text.size() != digest.size() * 2) throw std::runtime_error("the database holds a digest of another length");
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(nibble(text[2 * i]) << 4 | nibble(text[2 * i + 1]));
    return digest;
}

User user_from(const Row& row) {
    return {.id = row.id(0),
            .email = row.text(1),
            .username = row.text(2),
            .display_name = row.text(3),
            .role = role_from(row, 4),
            .disabled = row.flag(5),
            .created_at = row.time(6),
            .last_seen_at = row.maybe_time(7)};
}

}  // namespace rustygpt::storage::account_sql
