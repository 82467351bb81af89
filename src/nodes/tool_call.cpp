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

tools::ToolResult cancelled() {
    return std::unexpected(tools::ToolError{.kind = tools::ToolError::Kind::cancelled, .message = "It was cancelled."});
}

tools::ToolResult busy() {
    return std::unexpected(tools::ToolError{.message = "The server is too busy to run the tool."});
}

// One call, shared by the waiting coroutine, the pool's item and the stop callback. Whoever claims it first answers:
// the pool when it begins the work, or the callback while the work still waits in the queue.
struct Call {
    std::stop_source stop;
    std::atomic<bool> claimed = false;
    std::optional<Completion<tools::ToolResult>> done;

    bool claim() { return !claimed.exchange(true); }
    void answer(Outcome<tools::ToolResult> outcome) { (*done)(std::move(outcome)); }
    void give_up(tools::ToolResult result) {
        stop.request_stop();
        if (claim()) answer({.error = {}, .value = std::move(result)});
    }
};

}  // namespace

Task<tools::ToolResult> call_tool(Pool& pool, const tools::Tool& tool, boost::json::object input,
                                  std::chrono::milliseconds most, std::stop_token stop) {
    const auto executor = co_await asio::this_coro::executor;
    const auto call = std::make_shared<Call>();
    auto timed_out = std::make_shared<bool>(false);
    Timer deadline(executor, most);
    std::optional<std::stop_callback<std::function<void()>>> cancel;
    auto start = [&](Completion<tools::ToolResult> done) {
        call->done.emplace(std::move(done));
        Pool::Work work = [call, &tool, input = std::move(input)] {
            if (!call->claim()) return;
            auto invoke = [&] { return tool.invoke(input, call->stop.get_token()); };
            auto outcome = Outcome<tools::ToolResult>::of(invoke);
            call->answer(std::move(outcome));
        };
        if (!pool.try_post(work)) return call->give_up(busy());
        deadline.async_wait([call, timed_out](const boost::system::error_code& ended_before) {
            if (ended_before) return;
            *timed_out = true;
            call->give_up(cancelled());
        });
        cancel.emplace(stop, std::function<void()>([call] { call->give_up(cancelled()); }));
    };
    auto result = co_await suspend<tools::ToolResult>(start);
    cancel.reset();
    deadline.cancel();
    if (!*timed_out || result || result.error().kind != tools::ToolError::Kind::cancelled) co_return result;
    co_return std::unexpected(
        tools::ToolError{.kind = tools::ToolError::Kind::limit_exceeded,
                         .message = fmt::format("The tool took longer than {} milliseconds.", most.count()),
                         .limit = "tool_time"});
}

}  // namespace rustygpt::nodes
