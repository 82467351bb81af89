#pragma once

#include <boost/describe/enum.hpp>

#include "base/id.h"
#include "base/time.h"

namespace rustygpt {

enum class Role { admin, member, read_only };
BOOST_DESCRIBE_ENUM(Role, admin, member, read_only)

// admin may all that member may, and member all that read_only may.
constexpr bool at_least(Role role, Role least) { return static_cast<int>(role) <= static_cast<int>(least); }

// Who asks, as far as a request knows. The default is nobody.
struct Caller {
    Id user_id{};
    Role role = Role::read_only;
    Id session_id{};         // the session's handle, or the token's id
    bool by_token = false;
    Time ends{};             // when session or token ends if nothing more happens, as known now
};

}  // namespace rustygpt
