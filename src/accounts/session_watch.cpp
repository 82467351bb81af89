#include "accounts/session_watch.h"

#include <chrono>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/wait_traits.hpp>

#include "telemetry/log.h"

namespace rustygpt::accounts {
namespace {

using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

// A look through all entries in memory every five seconds.
constexpr int polls_per_write = 20;

}  // namespace

Task<> SessionWatch::run() {
    Timer timer(co_await asio::this_coro::executor);
    while (!stopping_) {
        co_await poll();
        timer.expires_after(poll_interval);
        co_await timer.async_wait(use_task);
    }
    try {
        co_await write(seconds(0));
    } catch (const std::exception& error) {
        log::error("sessions_not_written", {{"error", error.what()}});
    }
}

Task<> SessionWatch::poll() {
    try {
        co_await sessions_.sync();
        co_await tokens_.sync();
        if (++polls_ % polls_per_write == 0) co_await write(write_interval);
        failing_ = false;
    } catch (const std::exception& error) {
        if (!failing_) log::error("session_watch_failed", {{"error", error.what()}});
        failing_ = true;
    }
}

Task<> SessionWatch::write(seconds interval) {
    co_await sessions_.write_seen(interval);
    co_await tokens_.write_used(interval);
}

}  // namespace rustygpt::accounts
