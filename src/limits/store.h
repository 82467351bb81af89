#pragma once

// What limits need of a database. Implemented in storage. Each call is one transaction, durable when it returns; what
// changes something raises the epoch of limits and leaves an audit entry within it.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.h"
#include "limits/pattern.h"
#include "limits/profile.h"

namespace rustygpt::limits {

// Everything that an administrator has made, at one moment.
struct Configuration {
    std::int64_t epoch = 0;
    std::vector<LimitProfile> profiles{};
    std::vector<LimitAssignment> assignments{};
};

// Who changes something, for the audit.
struct Author {
    Time at{};
    std::string actor{};    // a user's id, or "command"
    std::string address{};  // the client's, or empty
};

struct ProfileDraft {
    std::string name{};
    LimitParams params{};
    std::optional<std::string> description{};
};

// A part of a list, oldest first.
struct Slice {
    std::int64_t limit = 50;
    std::optional<Id> after{};
};

// Asked about the profile's present etag within the transaction.
using Precondition = std::function<bool(std::string_view etag)>;

class Store {
public:
    static constexpr std::int64_t most_profiles = 1'000;
    static constexpr std::int64_t most_assignments = 1'000;

    virtual ~Store() = default;

    // Nothing where the epoch is still `known`.
    virtual Task<std::optional<Configuration>> changes(std::int64_t known) = 0;

    // One more than the limit where there are more.
    virtual Task<std::vector<LimitProfile>> profiles(Slice slice) = 0;
    virtual Task<std::vector<LimitAssignment>> assignments(Slice slice) = 0;

    // These throw Failure: not_found; conflict for a name or a pattern that is taken; limit_exceeded past the most;
    // precondition_failed with details.current_etag; profile_in_use.
    virtual Task<LimitProfile> profile(Id id) = 0;
    virtual Task<LimitProfile> add_profile(ProfileDraft draft, Author author) = 0;
    virtual Task<LimitProfile> change_profile(Id id, ProfileDraft draft, Precondition fits, Author author) = 0;
    virtual Task<> remove_profile(Id id, Precondition fits, Author author) = 0;
    virtual Task<LimitAssignment> assign(Id profile_id, RoutePattern pattern, Author author) = 0;
    virtual Task<> remove_assignment(Id id, Author author) = 0;
    // Removes all assignments, and tells how many. Profiles stay.
    virtual Task<std::int64_t> remove_all_assignments(Author author) = 0;
};

}  // namespace rustygpt::limits
