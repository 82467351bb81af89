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

// One call, shared by the waiting coroutine, the pool's item, its deadline and the stop callback. Whoever claims it
// first answers: the pool when it begins the work, or one of the others while the work still waits in the queue.
class Call : public std::enable_shared_from_this<Call> {
public:
    // deadline: the waiting coroutine's; not touched after end().
    Call(Timer& deadline, std::chrono::milliseconds most) : deadline_(deadline), most_(most) {}

    // On the executor, before anything else.
    void expect(Completion<NodeResult> done) { done_.emplace(std::move(done)); }
    // Lets go of the tool once it has worked for too long. On the executor.
    void watch() {
        deadline_.expires_after(left());
        deadline_.async_wait([call = shared_from_this()](const boost::system::error_code& ended_before) {
            if (ended_before || call->over_) return;
            if (call->left() > SteadyClock::duration::zero()) return call->watch();
            call->late_ = true;
            call->give_up();
        });
    }
    void run(const tools::Tool& tool, const boost::json::object& input) {
        if (!claim()) return;
        begun_ = SteadyClock::now();
        auto invoke = [&] { return result_of(tool.invoke(input, stop_.get_token())); };
        auto outcome = Outcome<NodeResult>::of(invoke);
        (*done_)(std::move(outcome));
    }
    // Any thread.
    void give_up() {
        stop_.request_stop();
        if (claim()) (*done_)({.error = {}, .value = cancelled()});
    }
    // On the executor, after the answer. True where the deadline made an end of it.
    bool end() {
        over_ = true;
        deadline_.cancel();
        return late_;
    }

private:
    bool claim() { return !claimed_.exchange(true); }
    // Of its time; all of it while it waits in the queue, which is no doing of the tool.
    [[nodiscard]] SteadyClock::duration left() const {
        const auto begun = begun_.load();
        return begun == SteadyClock::time_point{} ? most_ : begun + most_ - SteadyClock::now();
    }

    Timer& deadline_;
    const SteadyClock::duration most_;
    std::stop_source stop_;
    std::atomic<bool> claimed_ = false;
    std::atomic<SteadyClock::time_point> begun_{};
    std::optional<Completion<NodeResult>> done_;
    bool over_ = false;
    bool late_ = false;
};

}  // namespace

Task<NodeResult> call_tool(Pool& pool, const tools::Tool& tool, boost::json::object input,
                           std::chrono::milliseconds most, std::stop_token stop) {
    Timer deadline(co_await asio::this_coro::executor);
    const auto call = std::make_shared<Call>(deadline, most);
    std::optional<std::stop_callback<std::function<void()>>> cancel;
    auto start = [&](Completion<NodeResult> done) {
        call->expect(std::move(done));
        Pool::Work work = [call, &tool, input = std::move(input)] { call->run(tool, input); };
        // How many answers run at once, and how many steps each has, bounds this: an accepted prompt is not turned
        // away.
        if (!pool.try_post(work, Pool::Queue::bounded_elsewhere)) return call->give_up();
        call->watch();
        cancel.emplace(stop, std::function<void()>([call] { call->give_up(); }));
    };
    auto result = co_await suspend<NodeResult>(start);
    cancel.reset();
    const bool too_late = call->end() && !result && result.error().cancelled;
    co_return too_late ? late(most) : std::move(result);
}

}  // namespace rustygpt::nodes
