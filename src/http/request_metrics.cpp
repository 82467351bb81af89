#include "http/request_metrics.h"

#include <algorithm>
#include <string>

namespace rustygpt::http {
namespace {

constexpr std::size_t methods = static_cast<std::size_t>(Method::other) + 1;
// What stands for the route of requests that have none: an unknown path, a wrong method, OPTIONS, no request at all.
constexpr std::string_view no_route = "unmatched";

constexpr const char* total_name = "rustygpt_http_requests_total";
constexpr const char* total_help = "Requests answered.";
constexpr const char* duration_name = "rustygpt_http_request_duration_seconds";
constexpr const char* duration_help =
    "Time from a request's head to its response; of an event stream, to the response's head.";

}  // namespace

RequestCounters::RequestCounters(const Routes& routes) : routes_(routes.all().size()), series_(2 * routes_ + methods) {}

std::size_t RequestCounters::place_of(unsigned status) noexcept {
    // The commonest come first.
    const auto found = std::ranges::find(statuses, status);
    return std::min(static_cast<std::size_t>(found - statuses.begin()), statuses.size() - 1);
}

std::size_t RequestCounters::series_of(const Route* route, Method method) const noexcept {
    if (route) return 2 * route->number + (method == Method::head ? 1 : 0);
    return 2 * routes_ + static_cast<std::size_t>(method);
}

void RequestCounters::count(const Route* route, Method method, unsigned status,
                            std::chrono::nanoseconds took) noexcept {
    auto& series = series_[series_of(route, method)];
    series.by_status[place_of(status)].add();
    series.took.observe(took);
}

void RequestCounters::write(metrics::Page& page, const Routes& routes, std::span<const RequestCounters* const> cores) {
    const auto each = [&](const auto& visit) {  // visit(number of the series, method, route)
        std::size_t number = 0;
        for (const auto& route : routes.all()) {
            visit(number++, name_of(route->method), std::string_view(route->path));
            visit(number++, name_of(Method::head), std::string_view(route->path));
        }
        for (std::size_t method = 0; method < methods; ++method)
            visit(number++, name_of(static_cast<Method>(method)), no_route);
    };
    // Only what has been seen: most routes never answer with most statuses.
    page.counter(total_name, total_help);
    each([&](std::size_t number, std::string_view method, std::string_view route) {
        for (std::size_t place = 0; place < statuses.size(); ++place) {
            std::uint64_t total = 0;
            for (const auto* core : cores) total += core->series_[number].by_status[place].value();
            if (total > 0)
                page.sample({{"method", method}, {"route", route}, {"status", std::to_string(statuses[place])}}, total);
        }
    });
    page.durations(duration_name, duration_help);
    each([&](std::size_t number, std::string_view method, std::string_view route) {
        metrics::Durations::Sum sum;
        for (const auto* core : cores) sum += core->series_[number].took;
        if (sum.count() > 0) page.sample({{"method", method}, {"route", route}}, sum);
    });
}

}  // namespace rustygpt::http
