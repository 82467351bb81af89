#pragma once

// All of it, put together in the right order. Held by the composition root.

#include "accounts/change_password.h"
#include "accounts/session_clock.h"
#include "accounts/session_watch.h"
#include "accounts/set_up.h"
#include "accounts/users.h"

namespace rustygpt::accounts {

struct Accounts {
    // metrics: null where nobody wants to know. The stores and they outlive this.
    Accounts(AccountStore& store_, TokenStore& token_store, SessionPolicy policy, std::int64_t logins_per_minute,
             ServerKey server_key, AuthMetrics* metrics_ = nullptr)
        : store(store_),
          metrics(metrics_),
          limits(logins_per_minute),
          sessions(store, clock, policy, std::move(server_key), metrics),
          tokens(token_store, clock) {}

    // What has ended sessions or tokens acts here when this returns; elsewhere with the watch's next poll.
    Task<> sync() {
        co_await sessions.sync();
        co_await tokens.sync();
    }
    // Does the caller's session, or token, still live? For open streams; nothing is slid by it.
    [[nodiscard]] bool alive(const Caller& caller) const {
        return caller.by_token ? tokens.alive(caller.session_id) : sessions.alive(caller.session_id);
    }

    // Was it taken away, before its time? Of sessions that this process has seen.
    [[nodiscard]] bool revoked(const Caller& caller) const {
        return caller.by_token ? tokens.revoked(caller.session_id, caller.ends) : sessions.revoked(caller.session_id);
    }

    AccountStore& store;
    AuthMetrics* metrics;
    SessionClock clock{};
    Hasher hasher{};
    LoginLimits limits;
    Sessions sessions;
    Tokens tokens;
    SignIn sign_in{store, sessions, hasher, limits, metrics};
    SetUp set_up{store, sessions, hasher, limits};
    ChangePassword change_password{store, sessions, tokens, hasher, sign_in};
    Users users{store, hasher, clock};
    SessionWatch watch{sessions, tokens};
};

}  // namespace rustygpt::accounts
