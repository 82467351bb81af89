#include "app/heartbeat.h"

#include <boost/asio/basic_waitable_timer.hpp>

#include "base/failure.h"
#include "storage/search_rebuild.h"
#include "telemetry/log.h"

namespace rustygpt::app {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

Task<> prune_once(storage::Database& database, storage::RetentionLimits limits) {
    try {
        const auto gone = co_await storage::prune(database, limits, SystemClock().now());
        if (gone > 0) log::info("events pruned", {{"count", gone}});
    } catch (const std::exception& error) {
        log::warning("events could not be pruned", {{"error", error.what()}});
    }
}

}  // namespace

Task<> tick_streams(stream::Hub& hub, std::size_t core) {
    Timer timer(hub.executor(core));
    for (;;) {
        timer.expires_after(std::chrono::milliseconds(500));
        co_await timer.async_wait(use_task);
        hub.tick(core);
    }
}

Task<> stop_unwanted_regularly(chat::Answers& answers, const accounts::Accounts& people,
                               const std::atomic<bool>& stopping) {
    const auto executor = co_await asio::this_coro::executor;
    const std::function<bool(const Caller&)> revoked = [&](const Caller& caller) { return people.revoked(caller); };
    Timer timer(executor);
    while (!stopping) {
        timer.expires_after(std::chrono::milliseconds(500));
        co_await timer.async_wait(use_task);
        try {
            answers.stop_revoked(revoked);
            co_await answers.stop_disabled();
        } catch (const std::exception& error) {
            log::warning("disabled users could not be looked up", {{"error", error.what()}});
        }
    }
}

Task<> prune_regularly(storage::Database& database, std::function<storage::RetentionLimits()> limits,
                       const std::atomic<bool>& stopping) {
    const auto executor = co_await asio::this_coro::executor;
    Timer timer(executor);
    while (!stopping) {
        const auto current = limits();
        co_await prune_once(database, current);
        // In short steps, so that a stop is noticed.
        for (int step = 0; step < 240 && !stopping; ++step) {
            timer.expires_after(std::chrono::milliseconds(250));
            co_await timer.async_wait(use_task);
        }
    }
}

Task<> rebuild_search(storage::Database& database, const std::atomic<bool>& stopping) {
    storage::SearchRebuild rebuild(database);
    Timer timer(co_await asio::this_coro::executor);
    const auto began = SteadyClock::now();
    for (bool more = true; more && !stopping;) {
        std::string error;
        try {
            more = co_await rebuild.step();
        } catch (const std::exception& failure) {
            error = failure.what();
        }
        if (error.empty()) continue;
        log::error("the search index could not be filled; it is tried again", {{"error", error}});
        for (int step = 0; step < 40 && !stopping; ++step) {
            timer.expires_after(std::chrono::milliseconds(250));
            co_await timer.async_wait(use_task);
        }
    }
    if (rebuild.texts() == 0) co_return;
    const std::chrono::duration<double> took = SteadyClock::now() - began;
    log::info("the search index was filled anew", {{"texts", rebuild.texts()}, {"seconds", took.count()}});
}

}  // namespace rustygpt::app
