#pragma once

// API tokens from their making to their end: the table in memory, the store behind it, and what keeps them in step.

#include <chrono>

#include "accounts/identity.h"
#include "accounts/token_table.h"

namespace rustygpt::accounts {

// What somebody wants to make.
struct TokenWish {
    Label name{};
    std::vector<Scope> scopes{};        // at least one, each once
    std::optional<Time> expires_at{};   // nothing: Tokens::default_lifetime from now
};

struct MadeToken {
    ApiToken token{};
    std::string text{};  // "rgp_...": told once, stored nowhere
};

class Tokens {
public:
    static constexpr std::int64_t most_per_user = 50;
    static constexpr std::int64_t most_per_day = 250;  // about: those that ended within a day and those that live
    static constexpr std::chrono::days default_lifetime{90};
    static constexpr std::chrono::days longest_lifetime{365};

    Tokens(TokenStore& store, const Clock& clock) : store_(store), clock_(clock) {}

    // At once, on any thread. Nothing: ask admit(). Without a scope any token will do. Throws
    // Failure{insufficient_scope}.
    std::optional<Caller> known(std::string_view text, std::optional<Scope> scope);
    // Looks the token up. Throws Failure{invalid_token, insufficient_scope}. What can't be a token costs nothing.
    Task<Caller> admit(std::string text, std::optional<Scope> scope);
    // A stream's question: does the token live? No use is noted.
    [[nodiscard]] bool alive(const Id& token_id) const { return table_.alive(token_id, clock_.now()); }

    // Was a token that has been admitted here ended before its time?
    [[nodiscard]] bool revoked(const Id& token_id, Time expires_at) const {
        return clock_.now() < expires_at && !alive(token_id);
    }

    // For the caller's own use. Throws Failure{validation_failed, conflict (too many), rate_limit_exceeded (too
    // many in one day), session_expired}.
    Task<MadeToken> make(Caller caller, TokenWish wish, std::string address);
    // The living tokens of a user, newest first.
    Task<std::vector<ApiToken>> of_user(Id user_id);
    // One's own. Throws Failure{not_found}.
    Task<> revoke(Caller caller, Id token_id, std::string address);

    // Applies what this or another process changed. Called after each of our changes, and by the watch.
    Task<> sync();
    // Writes last uses, those of tokens not written for `interval`; forgets tokens that have expired.
    Task<> write_used(seconds interval);

private:
    TokenStore& store_;
    const Clock& clock_;
    TokenTable table_;
};

}  // namespace rustygpt::accounts
