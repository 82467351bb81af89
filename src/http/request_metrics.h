#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <span>
#include <vector>

#include "http/route.h"
#include "telemetry/exposition.h"

namespace rustygpt::http {

// What one core has answered: how many requests by method, route and status, and how long each took. Adding is three
// relaxed additions to memory that no other core writes.
class RequestCounters {
public:
    explicit RequestCounters(const Routes& routes);

    // route: null where no route was found. took: until the response was ready, of a stream until its head was.
    void count(const Route* route, Method method, unsigned status, std::chrono::nanoseconds took) noexcept;

    // What all cores have answered.
    static void write(metrics::Page& page, const Routes& routes, std::span<const RequestCounters* const> cores);

private:
    // The statuses that we send; one that is not among them counts as the last, 0.
    static constexpr std::array<unsigned, 32> statuses{200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308,
                                                       400, 401, 403, 404, 405, 408, 409, 412, 413, 414, 415,
                                                       422, 429, 431, 500, 502, 503, 504, 505, 507, 0};
    struct Series {
        std::array<metrics::Counter, statuses.size()> by_status{};
        metrics::Durations took{};
    };

    static std::size_t place_of(unsigned status) noexcept;
    [[nodiscard]] std::size_t series_of(const Route* route, Method method) const noexcept;

    const std::size_t routes_;
    std::vector<Series> series_;  // two per route, its method's and HEAD's; then one per method where there is no route
};

}  // namespace rustygpt::http
