#include "accounts/sessions.h"

#include <algorithm>

#include "base/failure.h"
#include "base/plain_text.h"
#include "base/utf8.h"
#include "limits/address.h"

namespace rustygpt::accounts {
namespace {

using enum Failure::Kind;

constexpr std::size_t max_user_agent_bytes = 256;
// An old cookie that keeps knocking must not fill the audit.
constexpr seconds told_again_after{60};
constexpr int most_rotations = 64;  // within the seconds of grace

Failure expired() { return Failure(session_expired, "This session has ended. Sign in again."); }

}  // namespace

Sessions::Sessions(AccountStore& store, const Clock& clock, SessionPolicy policy, ServerKey server_key,
                   AuthMetrics* metrics)
    : store_(store),
      clock_(clock),
      policy_(policy),
      secrets_(std::move(server_key)),
      table_(secrets_, policy.idle),
      metrics_(metrics) {}

Sessions::Beginning Sessions::begin(Id user_id, const Origin& origin) const {
    const auto now = clock_.now();
    const auto secret = SessionSecrets::fresh();
    Beginning out;
    out.session = {.id = new_id(),
                   .user_id = user_id,
                   .secret_hash = SessionSecrets::hash_of(secret),
                   .issued_at = now,
                   .absolute_expires_at = now + policy_.absolute,
                   .address = origin.address,
                   .address_key = limits::address_key(origin.address),
                   .max_sessions = policy_.max_per_user};
    if (utf8::valid(origin.user_agent))
        out.session.user_agent = flat_text(utf8::prefix(origin.user_agent, max_user_agent_bytes));
    out.issued.secret = secret;
    out.issued.csrf_token = secrets_.csrf_token(out.session.secret_hash);
    out.issued.session = {out.session.id, now, now + std::min(policy_.idle, policy_.absolute), now + policy_.absolute};
    out.issued.user_id = user_id;
    out.issued.max_age = policy_.absolute;
    return out;
}

Task<Sessions::Admitted> Sessions::admit(std::string secret, Origin origin) {
    const auto record = co_await look_up(secret, origin);
    Admitted out;
    if (record.must_rotate) out.rotated = co_await refresh(secret, Rotation::role_change);
    const auto caller = table_.known(secret, clock_.now());
    if (!caller) throw expired();
    out.caller = *caller;
    co_return out;
}

Task<std::optional<SessionRecord>> Sessions::living(std::string secret, Origin origin) {
    try {
        co_return co_await look_up(std::move(secret), std::move(origin));
    } catch (const Failure& refused) {
        if (refused.kind != authentication_required && refused.kind != session_expired) throw;
        co_return std::nullopt;
    }
}

// Leaves the session in the table, or throws.
Task<SessionRecord> Sessions::look_up(std::string secret, Origin origin) {
    const auto hash = SessionSecrets::hash_of(secret);
    for (;;) {
        auto found = co_await store_.find_session(hash, grace_began());
        if (!found.session) throw Failure(authentication_required, "Sign in first.");
        const auto now = clock_.now();
        auto& session = *found.session;
        if (session.ended_at) throw expired();
        // A time still to come is as suspicious: a clock was set back, and the secret's age can't be told.
        if (found.retired_at && std::chrono::abs(now - *found.retired_at) > rotation_grace)
            co_await refuse_retired(session, origin);
        if (!table_.put(session, found.epoch, now)) continue;  // changed meanwhile
        if (!table_.alive(session.id, now)) {
            co_await store_.expire_session(session.id, now);
            table_.drop(session.id);
            throw expired();
        }
        co_return std::move(session);
    }
}

// Somebody has a copy of an old cookie; whoever looks into the audit shall know.
Task<> Sessions::refuse_retired(SessionRecord session, Origin origin) {
    AuditEntry audit{.at = clock_.now(),
                     .actor = "anonymous",
                     .action = "retired_secret_used",
                     .subject = session.id.text(),
                     .address = std::move(origin.address),
                     .details = {{"user_id", session.user_id.text()}}};
    co_await store_.record_seldom(std::move(audit), told_again_after);
    throw expired();
}

std::optional<std::string> Sessions::along_successors(std::string secret, const Digest& current) const {
    for (int i = 0; i < most_rotations; ++i) {
        if (SessionSecrets::hash_of(secret) == current) return secret;
        secret = secrets_.successor(secret);
    }
    return std::nullopt;
}

// From a secret along its successors to the current one. Those of before the server's key was changed come first.
std::optional<std::string> Sessions::newest_after(std::string secret, const Digest& current) const {
    for (int i = 0; i < most_rotations; ++i) {
        if (auto found = along_successors(secret, current)) return found;
        auto next = secrets_.former_successor(secret, clock_.now());
        if (!next) break;
        secret = std::move(*next);
    }
    return std::nullopt;
}

Issued Sessions::issued(std::string secret, const SessionTable::View& view) const {
    const auto rest = std::chrono::floor<seconds>(view.session.absolute_expires_at - clock_.now());
    return {std::move(secret), view.csrf_token, view.session, view.record.user_id, std::max(rest, seconds(0))};
}

Task<Issued> Sessions::refresh(std::string secret, Rotation reason) {
    auto view = table_.view_of(secret);
    if (!view) throw expired();
    const auto current = newest_after(secret, view->record.secret_hash);
    if (!current) throw expired();
    // A secret in grace has been replaced already: its successor is told again, not replaced too.
    if (*current == secret || view->record.must_rotate) {
        const auto next = SessionSecrets::hash_of(secrets_.successor(*current));
        // False: a parallel refresh was first, and its successor is ours too.
        const bool first = co_await store_.rotate(view->record.id, view->record.secret_hash, next, clock_.now());
        if (first && metrics_) metrics_->rotated(reason);
        co_await sync();
        view = table_.view_of(secret);
        if (!view) throw expired();
    }
    auto newest = newest_after(std::move(secret), view->record.secret_hash);
    if (!newest) throw expired();
    co_return issued(std::move(*newest), *view);
}

Task<bool> Sessions::end(Id user_id, Id session_id, bool revoked, AuditEntry audit) {
    const bool ended = co_await store_.end_session(user_id, session_id, revoked, std::move(audit));
    co_await sync();
    co_return ended;
}

Task<std::optional<Issued>> Sessions::change_password(std::string secret, PasswordChange change, AuditEntry audit) {
    // The secret may be one in grace: what the session goes on with follows its newest.
    const auto view = table_.view_of(secret);
    auto current = view ? newest_after(std::move(secret), view->record.secret_hash) : std::nullopt;
    if (!current) throw expired();
    const auto id = view->record.id;
    auto next = secrets_.successor(*current);
    change.keep = id;
    change.old_secret = view->record.secret_hash;
    change.new_secret = SessionSecrets::hash_of(next);
    change.now = clock_.now();
    const bool done = co_await store_.change_password(std::move(change), std::move(audit));
    co_await sync();
    if (!done) co_return std::nullopt;
    if (metrics_) metrics_->rotated(Rotation::password_change);
    const auto renewed = table_.view(id);
    if (!renewed) throw expired();
    co_return issued(std::move(next), *renewed);
}

Task<std::vector<SessionEntry>> Sessions::of_user(Id user_id) {
    const auto now = clock_.now();
    auto entries = co_await store_.sessions_of(user_id, now);
    for (auto& entry : entries)
        if (const auto seen = table_.view(entry.id)) entry.last_seen_at = seen->record.last_seen_at;
    std::erase_if(entries, [&](const SessionEntry& entry) { return now >= entry.last_seen_at + policy_.idle; });
    co_return entries;
}

Task<> Sessions::sync() {
    const auto since = table_.epoch().value_or(AccountStore::nothing_since);
    const auto changes = co_await store_.changes(since, grace_began());
    table_.apply(changes, clock_.now());
}

Task<> Sessions::write_seen(seconds interval) {
    const auto now = clock_.now();
    auto seen = table_.take_unwritten(now, interval);
    table_.sweep(now);
    if (!seen.empty()) co_await store_.touch(std::move(seen));
}

}  // namespace rustygpt::accounts
