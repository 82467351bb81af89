#include "app/limiting.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/wait_traits.hpp>

#include "app/options.h"
#include "http/limit_headers.h"
#include "http/server.h"
#include "limits/refused.h"
#include "telemetry/log.h"

namespace rustygpt::app {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

constexpr milliseconds poll_interval{250};
constexpr int polls_per_sweep = 20;  // idle buckets go within five seconds

limits::Defaults defaults_of(const config::Settings& settings) {
    return {settings.rate_limits.default_rps, settings.rate_limits.default_burst};
}

// A user by whatever session or token; else where the request comes from.
limits::CallerKey caller_of(const http::Call& call) {
    return call.caller.user_id == Id{} ? limits::CallerKey::address(call.peer)
                                       : limits::CallerKey::user(call.caller.user_id);
}

}  // namespace

Limiting::Limiting(storage::Database& database, Pool& pool, const config::Settings& settings)
    : store_(database),
      limits(store_, defaults_of(settings), http::core_count(server_options(settings))),
      services{.limits = limits,
               .store = store_,
               .pool = pool,
               .clock = clock_,
               .base_path = settings.server.base_path,
               .enabled = settings.rate_limits.admin_api_enabled} {}

Task<> Limiting::begin(const http::Routes& routes) {
    std::vector<limits::RouteShape> shapes;
    for (const auto& route : routes.all())
        shapes.push_back({std::string(name_of(route->method)), route->path, route->limit});
    limits.serve(std::move(shapes));
    co_await limits.sync();
}

Task<> Limiting::follow(const std::atomic<bool>& stopping) {
    Timer timer(co_await asio::this_coro::executor);
    bool failing = false;
    for (int polls = 1; !stopping; ++polls) {
        timer.expires_after(poll_interval);
        co_await timer.async_wait(use_task);
        if (polls % polls_per_sweep == 0) limits.sweep(SteadyClock::now());
        try {
            co_await limits.sync();
            failing = false;
        } catch (const std::exception& error) {
            if (!failing) log::error("limits could not be read", {{"error", error.what()}});
            failing = true;
        }
    }
}

void Limiting::admit(http::Call& call) {
    const auto admission =
        limits.admit(call.core, call.route->number, call.path, call.parameters[0], caller_of(call), SteadyClock::now());
    if (!admission.rule) return;
    const auto& [rule, decision] = admission;
    if (!decision.admitted)
        throw limits::Refused("Too many requests. Try again later.", rule->profile, rule->rate.burst, decision);
    call.limit_headers = http::limit_headers(rule->profile, rule->rate.burst, decision);
}

}  // namespace rustygpt::app
