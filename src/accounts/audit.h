#pragma once

// The audit as administrators read it.

#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>

#include "base/id.h"
#include "base/task.h"
#include "base/time.h"

namespace rustygpt::accounts {

struct AuditRecord {
    Id id{};
    Time at{};
    std::string actor{};                       // a user's id, "command" or "anonymous"
    std::optional<std::string> actor_name{};   // the user's email address
    std::string action{};
    std::optional<std::string> subject{};      // the id of what it was done to
    std::optional<std::string> subject_name{}; // the email address where that is a user
    std::optional<std::string> address{};      // the client's
    boost::json::object details{};
};
BOOST_DESCRIBE_STRUCT(AuditRecord, (), (id, at, actor, actor_name, action, subject, subject_name, address, details))

// Empty text and absent times: any.
struct AuditQuery {
    std::string actor{};
    std::string action{};
    std::string subject{};
    std::optional<Time> since{};  // this time included
    std::optional<Time> until{};  // this time included
    std::optional<Id> before{};   // only entries older than this one
    std::int64_t limit = 50;
};

// Implemented in storage.
class AuditLog {
public:
    virtual ~AuditLog() = default;

    // Newest first.
    virtual Task<std::vector<AuditRecord>> entries(AuditQuery query) = 0;
};

}  // namespace rustygpt::accounts
