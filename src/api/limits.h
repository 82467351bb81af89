#pragma once

#include "base/pool.h"
#include "http/route.h"
#include "limits/limits.h"

namespace rustygpt::api {

// What the routes of limits work on. Outlives the routes.
struct LimitServices {
    limits::Limits& limits;
    limits::Store& store;
    Pool& pool;  // for previews
    const Clock& clock;
    std::string base_path{};
    bool enabled = true;  // else the routes are not there
};

// All of the below.
void add_limit_routes(http::Routes& routes, const LimitServices& services);

// GET and POST /api/admin/limits/profiles; GET, PUT and DELETE of one.
void add_limit_profile_routes(http::Routes& routes, const LimitServices& services);
// GET and POST /api/admin/limits/assignments; DELETE of one; POST /api/admin/limits/preview.
void add_limit_assignment_routes(http::Routes& routes, const LimitServices& services);

// What each of these routes has: for administrators, switched off by the configuration, and never limited so far that
// the limit could not be lifted.
http::Route limit_route(const LimitServices& services, std::string operation_id, http::Method method, std::string path,
                        std::string summary);
// Throws Failure{validation_failed} for a cursor that is none.
limits::Slice slice_of(const http::Call& call);
limits::Author author_of(const http::Call& call, const LimitServices& services);

// Of one more than the slice asked for, the cursor that leads on; the one more goes.
template <class T>
std::optional<std::string> cut_to(std::vector<T>& items, const limits::Slice& slice) {
    if (std::ssize(items) <= slice.limit) return std::nullopt;
    items.resize(static_cast<std::size_t>(slice.limit));
    return items.back().id.text();
}

}  // namespace rustygpt::api
