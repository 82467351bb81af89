#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "limits/recent.h"
#include "limits/table.h"

namespace rustygpt::limits {

struct PreviewCaller {
    std::string caller{};  // a user's id, or an address as CallerKey writes it
    std::int64_t requests = 0;
    std::int64_t denied = 0;
};
BOOST_DESCRIBE_STRUCT(PreviewCaller, (), (caller, requests, denied))

// What a limit would have done.
struct LimitPreview {
    std::int64_t requests = 0;
    std::int64_t denied = 0;
    std::vector<PreviewCaller> callers{};  // the most refused first; 1,000 at most
};
BOOST_DESCRIBE_STRUCT(LimitPreview, (), (requests, denied, callers))

// What is asked: this limit on these requests, beside what is assigned already.
struct Trial {
    LimitParams params{};
    RoutePattern pattern;
};

// Whether a preview can tell the pattern's requests from others: only a route's first hole may be spelled out.
bool can_preview(const RoutePattern& pattern, const std::vector<RouteShape>& routes);

// Replays requests, oldest first, through the buckets that the trial would have had. Assignments that are more specific
// keep what is theirs; one of the same pattern is replaced.
LimitPreview replay(const Trial& trial, std::span<const Request> requests, const Configuration& configuration,
                    const std::vector<RouteShape>& routes, const Defaults& defaults);

}  // namespace rustygpt::limits
