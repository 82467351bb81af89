#pragma once

#include <atomic>

#include "accounts/sign_in.h"

namespace rustygpt::accounts {

struct FirstAdmin {
    Username username{};
    Email email{};
    NewPassword password{};
    std::string token{};
};

// Makes the first administrator, once and for ever.
class SetUp {
public:
    SetUp(AccountStore& store, Sessions& sessions, Hasher& hasher, LoginLimits& limits)
        : store_(store), sessions_(sessions), hasher_(hasher), limits_(limits), token_(random_token(32)) {}

    // For standard output alone, while is_done() is false. New at each start.
    [[nodiscard]] const std::string& token() const { return token_; }
    Task<bool> is_done();
    // Throws Failure{already_set_up, invalid_credentials (the token), conflict, validation_failed,
    // rate_limit_exceeded}.
    Task<SignedIn> operator()(FirstAdmin admin, Origin origin);

private:
    AccountStore& store_;
    Sessions& sessions_;
    Hasher& hasher_;
    LoginLimits& limits_;
    std::string token_;
    std::atomic<bool> done_ = false;
};

}  // namespace rustygpt::accounts
