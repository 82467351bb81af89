#include "nodes/tool_call.h"

#include <atomic>
#include <memory>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

namespace rustygpt::nodes {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

using reasoning::cancelled;
using reasoning::NodeError;
using reasoning::NodeResult;

NodeResult late(std::chrono::milliseconds most) {
    return std::unexpected(NodeError{.code = "limit_exceeded",
                                     .message = fmt::format("The tool took longer than {} milliseconds.", most.count()),
                                     .transient = true});
}

NodeResult result_of(tools::ToolResult result) {
    using Kind = tools::ToolError::Kind;
    if (result) return std::move(*result);
    auto& error = result.error();
    if (error.kind == Kind::cancelled) return cancelled();
    return std::unexpected(
        NodeError{.code = error.kind == Kind::limit_exceeded ? "limit_exceeded" : "validation_failed",
                  .message = std::move(error.message)});
}

// One call, shared by the waiting coroutine, the pool's item and the stop callback. Whoever claims it first answers:
// the pool when it begins the work, or the callback while the work still waits in the queue.
struct Call {
    std::stop_source stop;
    std::atomic<bool> claimed = false;
    std::optional<Completion<NodeResult>> done;

    bool claim() { return !claimed.exchange(true); }
    void answer(Outcome<NodeResult> outcome) { (*done)(std::move(outcome)); }
    void give_up(NodeResult result) {
        stop.request_stop();
        if (claim()) answer({.error = {}, .value = std::move(result)});
    }
};

}  // namespace

Task<NodeResult> call_tool(Pool& pool, const tools::Tool& tool, boost::json::object input,
                           std::chrono::milliseconds most, std::stop_token stop) {
    const auto executor = co_await asio::this_coro::executor;
    const auto call = std::make_shared<Call>();
    auto timed_out = std::make_shared<bool>(false);
    Timer deadline(executor, most);
    std::optional<std::stop_callback<std::function<void()>>> cancel;
    auto start = [&](Completion<NodeResult> done) {
        call->done.emplace(std::move(done));
        Pool::Work work = [call, &tool, input = std::move(input)] {
            if (!call->claim()) return;
            auto invoke = [&] { return result_of(tool.invoke(input, call->stop.get_token())); };
            auto outcome = Outcome<NodeResult>::of(invoke);
            call->answer(std::move(outcome));
        };
        // How many answers run at once, and how many steps each has, bounds this: an accepted prompt is not turned
        // away.
        if (!pool.try_post(work, Pool::Queue::bounded_elsewhere)) return call->give_up(cancelled());
        deadline.async_wait([call, timed_out](const boost::system::error_code& ended_before) {
            if (ended_before) return;
            *timed_out = true;
            call->give_up(cancelled());
        });
        cancel.emplace(stop, std::function<void()>([call] { call->give_up(cancelled()); }));
    };
    auto result = co_await suspend<NodeResult>(start);
    cancel.reset();
    deadline.cancel();
    const bool too_late = *timed_out && !result && result.error().cancelled;
    co_return too_late ? late(most) : std::move(result);
}

}  // namespace rustygpt::nodes
