#include "storage/token_store.h"

#include <algorithm>
#include <stdexcept>

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include "storage/account_sql.h"

namespace rustygpt::storage {

using namespace accounts;
namespace sql = account_sql;

namespace {

constexpr seconds kept_after_its_end{86'400};

std::string text_of(const std::vector<Scope>& scopes) {
    std::string text;
    for (const auto scope : scopes) {
        if (!text.empty()) text += ' ';
        text += boost::describe::enum_to_string(scope, "");
    }
    return text;
}

std::vector<Scope> scopes_of(std::string_view text) {
    std::vector<Scope> scopes;
    while (!text.empty()) {
        const auto name = std::string(text.substr(0, text.find(' ')));
        if (!boost::describe::enum_from_string(name.c_str(), scopes.emplace_back()))
            throw std::runtime_error("the database holds a scope that this version does not know");
        text.remove_prefix(std::min(text.size(), name.size() + 1));
    }
    return scopes;
}

// Columns: id, user_id, role, scopes, token_hash, expires_at, last_used_at, ended_at, changed.
TokenRecord record_from(const Row& row) {
    return {.id = row.id(0),
            .user_id = row.id(1),
            .role = sql::role_from(row, 2),
            .scopes = scopes_of(row.view(3)),
            .hash = sql::digest_from(row.view(4)),
            .expires_at = row.time(5),
            .last_used_at = row.maybe_time(6),
            .ended_at = row.maybe_time(7),
            .changed = row.integer(8)};
}

ApiToken token_from(const Row& row) {
    return {.id = row.id(0),
            .name = row.text(1),
            .scopes = scopes_of(row.view(2)),
            .prefix = row.text(3),
            .created_at = row.time(4),
            .expires_at = row.time(5),
            .last_used_at = row.maybe_time(6)};
}

// The session may have been ended, and the role been taken, while the request was on its way.
TokenMade may_make(Transaction& tx, const NewToken& fresh) {
    const auto role = tx.one(
        "SELECT u.role FROM users u JOIN sessions s ON s.user_id = u.id "
        "WHERE u.id = $1 AND u.disabled = 0 AND s.id = $2 AND s.ended_at IS NULL",
        [](const Row& row) { return sql::role_from(row, 0); }, fresh.user_id, fresh.session_id);
    if (!role) return TokenMade::session_ended;
    const auto beyond = [&](Scope scope) { return !within(*role, scope); };
    if (std::ranges::any_of(fresh.token.scopes, beyond)) return TokenMade::beyond_role;
    const auto count = [&](const char* query, const auto&... arguments) {
        return tx.one(query, [](const Row& row) { return row.integer(0); }, arguments...).value_or(0);
    };
    const auto kept = count("SELECT count(*) FROM api_tokens WHERE user_id = $1", fresh.user_id);
    if (kept >= fresh.most_kept) return TokenMade::too_often;
    const auto living =
        count("SELECT count(*) FROM api_tokens WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2",
              fresh.user_id, fresh.token.created_at);
    return living < fresh.most ? TokenMade::done : TokenMade::too_many;
}

void forget_old(Transaction& tx, Time now) {
    tx.run("DELETE FROM api_tokens WHERE expires_at < $1", now - kept_after_its_end);
    tx.run("DELETE FROM api_tokens WHERE ended_at < $1", now - kept_after_its_end);
}

TokenMade make(Transaction& tx, const NewToken& fresh, const AuditEntry& audit) {
    const auto& token = fresh.token;
    forget_old(tx, token.created_at);
    const auto result = may_make(tx, fresh);
    if (result != TokenMade::done) return result;
    tx.run(
        "INSERT INTO api_tokens (id, user_id, name, scopes, token_hash, prefix, created_at, expires_at, changed) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        token.id, fresh.user_id, token.name, text_of(token.scopes), hex(fresh.hash), token.prefix, token.created_at,
        token.expires_at, sql::raise_epoch(tx));
    sql::write_audit(tx, audit);
    return result;
}

}  // namespace

Task<TokenMade> TokenStore::make_token(NewToken token, AuditEntry audit) {
    auto work = [token = std::move(token), audit = std::move(audit)](Transaction& tx) {
        return make(tx, token, audit);
    };
    return database_.write(std::move(work), Operation::token);
}

Task<FoundToken> TokenStore::find_token(Digest hash) {
    auto work = [hash](Transaction& tx) {
        FoundToken found{.epoch = sql::epoch_of(tx)};
        found.token = tx.one(
            "SELECT t.id, t.user_id, u.role, t.scopes, t.token_hash, t.expires_at, t.last_used_at, t.ended_at, "
            "t.changed FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE t.token_hash = $1 AND u.disabled = 0",
            record_from, hex(hash));
        return found;
    };
    return database_.read(std::move(work), Operation::token);
}

Task<TokenChanges> TokenStore::token_changes(std::int64_t since) {
    auto work = [since](Transaction& tx) {
        TokenChanges out{.since = since, .epoch = sql::epoch_of(tx)};
        if (out.epoch <= since) return out;
        tx.each(
            "SELECT t.id, t.user_id, u.role, t.scopes, t.token_hash, t.expires_at, t.last_used_at, t.ended_at, "
            "t.changed FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE t.changed > $1",
            [&](const Row& row) { out.tokens.push_back(record_from(row)); }, since);
        return out;
    };
    return database_.read(std::move(work), Operation::poll);
}

Task<bool> TokenStore::end_token(Id user_id, Id token_id, AuditEntry audit) {
    auto work = [user_id, token_id, audit = std::move(audit)](Transaction& tx) {
        const auto ended = tx.run(
            "UPDATE api_tokens SET ended_at = $1, changed = (SELECT value + 1 FROM security_epoch) "
            "WHERE id = $2 AND user_id = $3 AND ended_at IS NULL AND expires_at > $1",
            audit.at, token_id, user_id);
        if (ended == 0) return false;
        sql::raise_epoch(tx);
        sql::write_audit(tx, audit);
        return true;
    };
    return database_.write(std::move(work), Operation::token);
}

Task<std::vector<ApiToken>> TokenStore::tokens_of(Id user_id, Time now) {
    auto work = [=](Transaction& tx) {
        std::vector<ApiToken> out;
        tx.each(
            "SELECT id, name, scopes, prefix, created_at, expires_at, last_used_at FROM api_tokens "
            "WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY id DESC",
            [&](const Row& row) { out.push_back(token_from(row)); }, user_id, now);
        return out;
    };
    return database_.read(std::move(work), Operation::token);
}

Task<void> TokenStore::touch_tokens(std::vector<TokenUse> uses) {
    auto work = [uses = std::move(uses)](Transaction& tx) {
        for (const auto& use : uses)
            tx.run(
                "UPDATE api_tokens SET last_used_at = $1 WHERE id = $2 AND (last_used_at IS NULL OR last_used_at < $1)",
                use.at, use.token_id);
    };
    return database_.write(std::move(work), Operation::token);
}

}  // namespace rustygpt::storage
