#pragma once

#include <optional>
#include <string>

#include <boost/describe/class.hpp>

#include "base/caller.h"
#include "base/id.h"
#include "base/time.h"

namespace rustygpt::accounts {

// As clients see a person.
struct User {
    Id id{};
    std::string email{};
    std::string username{};
    std::string display_name{};
    Role role = Role::member;
    bool disabled = false;
    Time created_at{};
    std::optional<Time> last_seen_at{};
};
BOOST_DESCRIBE_STRUCT(User, (), (id, email, username, display_name, role, disabled, created_at, last_seen_at))

// As clients see a session. The id is a handle: it never authenticates.
struct Session {
    Id id{};
    Time issued_at{};
    Time expires_at{};  // when it ends if nothing more happens
    Time absolute_expires_at{};
};
BOOST_DESCRIBE_STRUCT(Session, (), (id, issued_at, expires_at, absolute_expires_at))

}  // namespace rustygpt::accounts
