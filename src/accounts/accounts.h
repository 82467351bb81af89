#pragma once

// All of it, put together in the right order. Held by the composition root.

#include "accounts/change_password.h"
#include "accounts/session_clock.h"
#include "accounts/session_watch.h"
#include "accounts/set_up.h"
#include "accounts/users.h"

namespace rustygpt::accounts {

struct Accounts {
    // server_key: at least 32 bytes. The store outlives this.
    Accounts(AccountStore& store_, SessionPolicy policy, std::int64_t logins_per_minute, std::string server_key)
        : store(store_), limits(logins_per_minute), sessions(store, clock, policy, std::move(server_key)) {}

    AccountStore& store;
    SessionClock clock{};
    Hasher hasher{};
    LoginLimits limits;
    Sessions sessions;
    SignIn sign_in{store, sessions, hasher, limits};
    SetUp set_up{store, sessions, hasher, limits};
    ChangePassword change_password{store, sessions, hasher, sign_in};
    Users users{store, hasher, clock};
    SessionWatch watch{sessions};
};

}  // namespace rustygpt::accounts
