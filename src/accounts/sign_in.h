#pragma once

#include "accounts/hasher.h"
#include "accounts/login_limits.h"
#include "accounts/metrics.h"
#include "accounts/sessions.h"

namespace rustygpt::accounts {

// Somebody who has just been let in.
struct SignedIn {
    User user{};
    Issued issued{};
};

class SignIn {
public:
    // metrics: null where nobody wants to know.
    SignIn(AccountStore& store, Sessions& sessions, Hasher& hasher, LoginLimits& limits, AuthMetrics* metrics = nullptr)
        : store_(store), sessions_(sessions), hasher_(hasher), limits_(limits), metrics_(metrics) {}

    // former: the secret of the session that the client has had so far, or "". That very session ends with the new
    // one's beginning, whoever it belongs to: its cookie is overwritten, and nobody could end it any more. Its prompts
    // are answered. A sign-in that fails ends nothing.
    //
    // Throws Failure{invalid_credentials, user_disabled, rate_limit_exceeded, queue_full}. Wrong password and unknown
    // user are alike, in time too.
    Task<SignedIn> operator()(std::string email, std::string password, Origin origin, std::string former = {});

    // Checks a password, and counts a failure against the account. True where its hash is outdated (hasher.h). Throws
    // as above but user_disabled.
    Task<bool> require_password(std::optional<Credentials> who, std::string email_key, std::string password,
                                Origin origin);

private:
    Task<SignedIn> sign_in(std::string email, std::string password, Origin origin, std::string former);
    Task<std::string> upgraded_hash(const Credentials& who, std::string password);
    Task<std::optional<ReplacedSession>> replaced_by(std::string former, Origin origin);
    void count(LoginResult result);
    Task<> refuse_disabled(Credentials who, Origin origin);

    AccountStore& store_;
    Sessions& sessions_;
    Hasher& hasher_;
    LoginLimits& limits_;
    AuthMetrics* metrics_;
};

}  // namespace rustygpt::accounts
