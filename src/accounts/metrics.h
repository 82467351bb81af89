#pragma once

#include <array>
#include <cstddef>

#include <boost/describe/enum.hpp>

#include "telemetry/exposition.h"

namespace rustygpt::accounts {

// How an attempt to sign in ended. error: the server's fault.
enum class LoginResult { success, wrong_credentials, disabled, rate_limited, error };
BOOST_DESCRIBE_ENUM(LoginResult, success, wrong_credentials, disabled, rate_limited, error)

// Why a session's secret was replaced.
enum class Rotation { refresh, role_change, password_change };
BOOST_DESCRIBE_ENUM(Rotation, refresh, role_change, password_change)

// What people do at the door, counted. Thread-safe.
class AuthMetrics {
public:
    void login(LoginResult result) { logins_[static_cast<std::size_t>(result)].add(); }
    void rotated(Rotation reason) { rotations_[static_cast<std::size_t>(reason)].add(); }
    void write(metrics::Page& page) const;

private:
    std::array<metrics::Counter, 5> logins_{};
    std::array<metrics::Counter, 3> rotations_{};
};

}  // namespace rustygpt::accounts
