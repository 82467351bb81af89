#include "accounts/tokens.h"

#include <algorithm>

#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

#include "base/failure.h"

namespace rustygpt::accounts {
namespace {

using enum Failure::Kind;

constexpr std::string_view mark = "rgp_";         // lets people, and scanners for leaked secrets, recognise one
constexpr std::size_t secret_bytes = 32;          // 256 bits
constexpr std::size_t secret_characters = 43;     // in base64url
constexpr std::size_t prefix_characters = 12;     // leaves 208 bits unknown

Failure refused() { return Failure(invalid_token, "This token is not valid, or has ended."); }

const char* name_of(Scope scope) { return boost::describe::enum_to_string(scope, ""); }

Caller require_scope(const TokenTable::Bearer& bearer, std::optional<Scope> scope) {
    if (bearer.in_scope) return bearer.caller;
    const auto* name = name_of(*scope);
    throw Failure(insufficient_scope, fmt::format("This token does not have the scope {}.", name), {{"scope", name}});
}

bool well_formed(std::string_view text) {
    if (!text.starts_with(mark) || text.size() != mark.size() + secret_characters) return false;
    return std::ranges::all_of(text.substr(mark.size()), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    });
}

Time end_of(const TokenWish& wish, Time now) {
    if (!wish.expires_at) return now + Tokens::default_lifetime;
    if (*wish.expires_at <= now) throw Failure::invalid("body", "/expires_at", "must be in the future");
    if (*wish.expires_at > now + Tokens::longest_lifetime)
        throw Failure::invalid("body", "/expires_at",
                               fmt::format("must be within {} days", Tokens::longest_lifetime.count()));
    return *wish.expires_at;
}

void require_scopes(const std::vector<Scope>& scopes, Role role) {
    dto::Problems problems;
    if (scopes.empty()) problems.add("/scopes", "must name at least one scope");
    for (std::size_t i = 0; i < scopes.size(); ++i) {
        const auto pointer = fmt::format("/scopes/{}", i);
        const auto first = std::ranges::find(scopes, scopes[i]) - scopes.begin();
        if (static_cast<std::size_t>(first) < i) problems.add(pointer, "is there twice");
        if (!within(role, scopes[i])) problems.add(pointer, "is beyond your role");
    }
    problems.throw_if_any();
}

AuditEntry audit_of(std::string action, const Caller& caller, const Id& token_id, Time now, std::string address) {
    return {.at = now,
            .actor = caller.user_id.text(),
            .action = std::move(action),
            .subject = token_id.text(),
            .address = std::move(address)};
}

boost::json::object details_of(const ApiToken& token) {
    boost::json::array scopes;
    for (const auto scope : token.scopes) scopes.emplace_back(name_of(scope));
    return {{"name", token.name},
            {"scopes", std::move(scopes)},
            {"prefix", token.prefix},
            {"expires_at", to_rfc3339(token.expires_at)}};
}

}  // namespace

std::optional<Caller> Tokens::known(std::string_view text, std::optional<Scope> scope) {
    if (!well_formed(text)) return std::nullopt;
    const auto bearer = table_.use(sha256(text), scope, clock_.now());
    if (!bearer) return std::nullopt;
    return require_scope(*bearer, scope);
}

Task<Caller> Tokens::admit(std::string text, std::optional<Scope> scope) {
    if (!well_formed(text)) throw refused();
    const auto hash = sha256(text);
    for (;;) {
        const auto found = co_await store_.find_token(hash);
        if (!found.token || found.token->ended_at) throw refused();
        if (!table_.put(*found.token, found.epoch)) continue;  // changed meanwhile
        const auto bearer = table_.use(hash, scope, clock_.now());
        if (!bearer) throw refused();
        co_return require_scope(*bearer, scope);
    }
}

Task<MadeToken> Tokens::make(Caller caller, TokenWish wish, std::string address) {
    require_scopes(wish.scopes, caller.role);
    const auto now = clock_.now();
    MadeToken made;
    made.text = std::string(mark) + random_token(secret_bytes);
    made.token = {.id = new_id(),
                  .name = std::move(wish.name.text),
                  .scopes = wish.scopes,
                  .prefix = made.text.substr(0, prefix_characters),
                  .created_at = now,
                  .expires_at = end_of(wish, now)};
    NewToken fresh{.token = made.token,
                   .user_id = caller.user_id,
                   .session_id = caller.session_id,
                   .hash = sha256(made.text),
                   .most = most_per_user,
                   .most_kept = most_per_day};
    auto audit = audit_of("token_created", caller, made.token.id, now, std::move(address));
    audit.details = details_of(made.token);
    const auto result = co_await store_.make_token(std::move(fresh), std::move(audit));
    if (result == TokenMade::session_ended) throw Failure(session_expired, "This session has ended. Sign in again.");
    if (result == TokenMade::beyond_role) throw Failure::invalid("body", "/scopes", "is beyond your role");
    if (result == TokenMade::too_many)
        throw Failure(conflict, fmt::format("You have {} tokens; revoke one first.", most_per_user));
    if (result == TokenMade::too_often)
        throw Failure::busy(rate_limit_exceeded, "You have made too many tokens today.", 3'600);
    co_return made;
}

Task<std::vector<ApiToken>> Tokens::of_user(Id user_id) {
    auto tokens = co_await store_.tokens_of(user_id, clock_.now());
    for (auto& token : tokens)
        if (const auto used = table_.last_used(token.id)) token.last_used_at = used;
    co_return tokens;
}

Task<> Tokens::revoke(Caller caller, Id token_id, std::string address) {
    auto audit = audit_of("token_revoked", caller, token_id, clock_.now(), std::move(address));
    const bool ended = co_await store_.end_token(caller.user_id, token_id, std::move(audit));
    co_await sync();
    if (!ended) throw Failure::not_found();
}

Task<> Tokens::sync() {
    const auto since = table_.epoch().value_or(AccountStore::nothing_since);
    const auto changes = co_await store_.token_changes(since);
    table_.apply(changes);
}

Task<> Tokens::write_used(seconds interval) {
    const auto now = clock_.now();
    auto uses = table_.take_unwritten(now, interval);
    table_.sweep(now);
    if (!uses.empty()) co_await store_.touch_tokens(std::move(uses));
}

}  // namespace rustygpt::accounts
