#pragma once

// API tokens, and what they need of a database. Implemented in storage; each call is one transaction, durable when it
// returns. What makes or ends tokens raises the security epoch within its transaction.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "accounts/store.h"
#include "base/scope.h"

namespace rustygpt::accounts {

// As its owner sees it. The prefix is for recognition: the first characters of the token's text.
struct ApiToken {
    Id id{};
    std::string name{};
    std::vector<Scope> scopes{};
    std::string prefix{};
    Time created_at{};
    Time expires_at{};
    std::optional<Time> last_used_at{};
};
BOOST_DESCRIBE_STRUCT(ApiToken, (), (id, name, scopes, prefix, created_at, expires_at, last_used_at))

struct NewToken {
    ApiToken token{};
    Id user_id{};
    Id session_id{};          // that asks for it: it must still live
    Digest hash{};            // SHA-256 of the text
    std::int64_t most = 50;   // living tokens of the user, this one included
    std::int64_t most_kept =
        250;  // and with those that ended within a day: who makes and revokes must not fill the disk
};

// As stored, with what its owner may do now.
struct TokenRecord {
    Id id{};
    Id user_id{};
    Role role = Role::read_only;
    std::vector<Scope> scopes{};
    Digest hash{};
    Time expires_at{};
    std::optional<Time> last_used_at{};
    std::optional<Time> ended_at{};
    std::int64_t changed = 0;  // the security epoch of its last change, its owner's role included
};

struct FoundToken {
    std::int64_t epoch = 0;  // of the snapshot that this was read in
    std::optional<TokenRecord> token{};  // ended ones too
};

struct TokenChanges {
    std::int64_t since = 0;
    std::int64_t epoch = 0;
    std::vector<TokenRecord> tokens{};  // changed after `since`, ended ones too
};

struct TokenUse {
    Id token_id{};
    Time at{};
};

enum class TokenMade { done, too_many, too_often, session_ended, beyond_role };

class TokenStore {
public:
    virtual ~TokenStore() = default;

    // Refuses scopes that the user's role does not have (see within()).
    virtual Task<TokenMade> make_token(NewToken token, AuditEntry audit) = 0;
    virtual Task<FoundToken> find_token(Digest hash) = 0;
    virtual Task<TokenChanges> token_changes(std::int64_t since) = 0;
    // False where the user has no such living token.
    virtual Task<bool> end_token(Id user_id, Id token_id, AuditEntry audit) = 0;
    // Newest first, the living ones.
    virtual Task<std::vector<ApiToken>> tokens_of(Id user_id, Time now) = 0;
    virtual Task<void> touch_tokens(std::vector<TokenUse> uses) = 0;
};

// May somebody of that role have tokens with that scope? What lies further down, such as writing for a read_only user,
// the routes themselves refuse.
constexpr bool within(Role role, Scope scope) {
    return (scope != Scope::admin && scope != Scope::metrics) || role == Role::admin;
}

}  // namespace rustygpt::accounts
