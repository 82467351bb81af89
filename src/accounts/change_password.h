#pragma once

#include "accounts/sign_in.h"
#include "accounts/tokens.h"

namespace rustygpt::accounts {

// A person's own doing: this session goes on with a new secret, the others and the tokens end.
class ChangePassword {
public:
    ChangePassword(AccountStore& store, Sessions& sessions, Tokens& tokens, Hasher& hasher, SignIn& sign_in)
        : store_(store), sessions_(sessions), tokens_(tokens), hasher_(hasher), sign_in_(sign_in) {}

    // secret: of the caller's session. Throws Failure{invalid_credentials, validation_failed, conflict (changed
    // meanwhile), rate_limit_exceeded, session_expired}.
    Task<SignedIn> operator()(Caller caller, std::string secret, std::string current, NewPassword next, Origin origin);

private:
    AccountStore& store_;
    Sessions& sessions_;
    Tokens& tokens_;
    Hasher& hasher_;
    SignIn& sign_in_;
};

}  // namespace rustygpt::accounts
