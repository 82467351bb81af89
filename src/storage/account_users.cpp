#include <boost/describe/enum_to_string.hpp>

#include "storage/account_sql.h"

namespace rustygpt::storage::account_sql {
namespace {

const char* name_of(Role role) { return boost::describe::enum_to_string(role, ""); }

// "%" and "_" are letters like others for whoever searches.
std::string pattern_of(const std::string& search) {
    std::string pattern = "%";
    for (const char c : search) {
        if (c == '%' || c == '_' || c == '!') pattern.push_back('!');
        pattern.push_back(c);
    }
    return pattern + "%";
}

bool is_last_admin(Transaction& tx, const User& user) {
    if (user.role != Role::admin || user.disabled) return false;
    return !tx.one(
        "SELECT 1 FROM users WHERE role = 'admin' AND disabled = 0 AND id <> $1 LIMIT 1",
        [](const Row&) { return true; }, user.id);
}

// One user's change, step by step: each step does nothing where things are so already.
class Changing {
public:
    Changing(Transaction& tx, const User& user, const AuditEntry& audit) : tx_(tx), user_(user), audit_(audit) {}

    void role(Role role) {
        if (role == user_.role) return;
        tx_.run("UPDATE users SET role = $1 WHERE id = $2", name_of(role), user_.id);
        tx_.run("UPDATE sessions SET must_rotate = 1, changed = $1 WHERE user_id = $2 AND ended_at IS NULL", epoch(),
                user_.id);
        tx_.run("UPDATE api_tokens SET changed = $1 WHERE user_id = $2 AND ended_at IS NULL", epoch(), user_.id);
        note("user_role_changed", {{"from", name_of(user_.role)}, {"to", name_of(role)}});
    }
    void disabled(bool disabled) {
        if (disabled == user_.disabled) return;
        tx_.run("UPDATE users SET disabled = $1 WHERE id = $2", disabled, user_.id);
        if (disabled) end_all();
        note(disabled ? "user_disabled" : "user_enabled", {});
    }
    void password(const std::string& hash) {
        tx_.run("UPDATE users SET password_hash = $1 WHERE id = $2", hash, user_.id);
        end_all();
        note("password_changed", {});
    }
    void display_name(const std::string& name) {
        if (name == user_.display_name) return;
        tx_.run("UPDATE users SET display_name = $1 WHERE id = $2", name, user_.id);
        note("user_renamed", {{"from", user_.display_name}, {"to", name}});
    }

private:
    // Raised once, by the first step that needs it.
    std::int64_t epoch() {
        if (!epoch_) epoch_ = raise_epoch(tx_);
        return *epoch_;
    }
    void end_all() {
        end_all_but(tx_, user_.id, std::nullopt, audit_.at, epoch());
        end_tokens(tx_, user_.id, audit_.at, epoch());
    }
    void note(std::string action, boost::json::object details) {
        auto entry = audit_;
        entry.action = std::move(action);
        entry.details = std::move(details);
        write_audit(tx_, entry);
    }

    Transaction& tx_;
    const User& user_;
    const AuditEntry& audit_;
    std::optional<std::int64_t> epoch_;
};

}  // namespace

std::vector<User> users_page(Transaction& tx, const UserQuery& query) {
    std::vector<User> out;
    // The display name has no folded column; lower() folds its ASCII letters.
    tx.each(
        "SELECT id, email, username, display_name, role, disabled, created_at, last_seen_at FROM users "
        "WHERE ($1 = '' OR id < $1) AND ($2 = '' OR email_key LIKE $3 ESCAPE '!' OR username_key LIKE $3 ESCAPE '!' "
        "OR lower(display_name) LIKE $3 ESCAPE '!') ORDER BY id DESC LIMIT $4",
        [&](const Row& row) { out.push_back(user_from(row)); }, query.before ? query.before->text() : std::string(),
        query.search, pattern_of(query.search), query.limit);
    return out;
}

UserChanged change_user(Transaction& tx, const UserChange& change, const AuditEntry& audit) {
    const auto user = tx.one(
        "SELECT id, email, username, display_name, role, disabled, created_at, last_seen_at FROM users WHERE id = $1",
        user_from, change.user_id);
    if (!user) return UserChanged::unknown;
    const bool stays = change.role.value_or(user->role) == Role::admin && !change.disabled.value_or(user->disabled);
    // The writer is one after another: of two administrators who demote each other the second is the last one.
    if (!stays && is_last_admin(tx, *user)) return UserChanged::last_admin;
    Changing changing(tx, *user, audit);
    if (change.role) changing.role(*change.role);
    if (change.disabled) changing.disabled(*change.disabled);
    if (change.password_hash) changing.password(*change.password_hash);
    if (change.display_name) changing.display_name(*change.display_name);
    return UserChanged::done;
}

void end_tokens(Transaction& tx, const Id& user_id, Time now, std::int64_t epoch) {
    tx.run("UPDATE api_tokens SET ended_at = $1, changed = $2 WHERE user_id = $3 AND ended_at IS NULL", now, epoch,
           user_id);
}

}  // namespace rustygpt::storage::account_sql
