#include "reasoning/runner.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include "reasoning/canonical.h"
#include "telemetry/log.h"

namespace rustygpt::reasoning {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

std::chrono::milliseconds since(SteadyClock::time_point begun) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now() - begun);
}

NodeStatus status_of(const NodeResult& result) {
    if (result) return NodeStatus::completed;
    return result.error().cancelled ? NodeStatus::cancelled : NodeStatus::failed;
}

}  // namespace

void Runner::Halt::because(Failure failure_) {
    if (!failure && !source.stop_requested()) failure = std::move(failure_);
    source.request_stop();
}

Runner::Runner(Limits limits, AnswerSink& sink, std::stop_token stop, std::string trace_id)
    : limits_(limits),
      graph_(limits),
      outer_(std::move(stop)),
      trace_id_(std::move(trace_id)),
      outbox_(sink, [halt = halt_] { halt->source.request_stop(); }) {}

std::string Runner::add(NodeSpec spec, Node* added_by) {
    auto& node = graph_.add(std::move(spec), added_by);
    if (executor_) spawn(node);
    return node.id;
}

Task<> Runner::run() {
    executor_ = co_await asio::this_coro::executor;
    started_at_ = SystemClock().now();
    const auto begun = SteadyClock::now();
    const std::stop_callback cancel(outer_, [halt = halt_] { halt->source.request_stop(); });
    Timer deadline(*executor_, limits_.max_time);
    deadline.async_wait([halt = halt_, most = limits_.max_time](const boost::system::error_code& ended_before) {
        if (ended_before) return;
        halt->because(Failure(Failure::Kind::limit_exceeded,
                              fmt::format("The answer took longer than {} milliseconds.", most.count())));
    });
    drain_outbox();
    for (const auto& node : graph_.nodes()) spawn(*node);
    co_await nodes_done_.wait();
    outbox_.close();
    co_await all_done_.wait();
    deadline.cancel();
    duration_ = since(begun);
    if (outbox_.failure()) std::rethrow_exception(outbox_.failure());
}

void Runner::drain_outbox() {
    ++alive_;
    asio::co_spawn(*executor_, outbox_.drain(), [this](const std::exception_ptr&) {
        if (--alive_ == 0) all_done_.open();
    });
}

void Runner::spawn(Node& node) {
    ++alive_;
    ++nodes_alive_;
    asio::co_spawn(*executor_, live(node), [this](const std::exception_ptr&) {
        if (--nodes_alive_ == 0) nodes_done_.open();
        if (--alive_ == 0) all_done_.open();
    });
}

// A node's life: wait, work, and let the others know, whatever happens.
Task<> Runner::live(Node& node) {
    NodeResult result = cancelled();
    for (const auto& id : node.spec.depends_on) {
        auto& finished = graph_.find(id)->finished;
        if (!finished.is_open()) co_await finished.wait();
        if (node.spec.starts_early) break;
    }
    if (!halt_->source.stop_requested()) {
        begin(node);
        result = co_await work(node);
    }
    end(node, std::move(result));
}

Task<NodeResult> Runner::work(Node& node) {
    NodeRun run(*this, node);
    try {
        auto result = co_await node.spec.work->run(run);
        if (result) node.output_digest = digest_within_limits(*result);
        co_return result;
    } catch (const Outbox::Closed&) {
        co_return cancelled();
    } catch (const Failure& failure) {
        halt_->because(failure);
        co_return std::unexpected(NodeError{std::string(code_of(failure.kind)), failure.message});
    } catch (const std::exception& error) {
        log::write(log::Level::error, "a step failed", trace_id_, {{"step", node.spec.label}, {"error", error.what()}});
        halt_->because(Failure(Failure::Kind::internal_error, "A step of the answer failed."));
        co_return std::unexpected(NodeError{"internal_error", "The step failed."});
    }
}

void Runner::begin(Node& node) {
    node.status = NodeStatus::running;
    node.started_at = SystemClock().now();
    node.begun = SteadyClock::now();
    outbox_.begun(node);
}

void Runner::end(Node& node, NodeResult result) {
    const bool begun = node.status.has_value();
    node.status = status_of(result);
    node.result = std::move(result);
    if (begun) {
        node.duration = since(node.begun);
        outbox_.ended(node);
    }
    node.finished.open();
}

std::string Runner::digest_within_limits(const json::value& value) {
    text_.clear();
    append_canonical(text_, value);
    bytes_ += text_.size();
    if (bytes_ > limits_.max_bytes)
        throw Failure(Failure::Kind::limit_exceeded,
                      fmt::format("The answer's steps need more than {} bytes.", limits_.max_bytes));
    return digest_of_text(text_);
}

Trace Runner::take_trace() {
    Trace trace;
    trace.started_at = started_at_;
    trace.duration_ms = duration_.count();
    trace.nodes = take_nodes(graph_);
    return trace;
}

// What is too large for the limits is not kept: a trace's size is bounded by them.
void NodeRun::input(json::value value) {
    node_.input_digest = runner_.digest_within_limits(value);
    node_.input = std::move(value);
}

Task<const NodeResult*> NodeRun::result_of(std::string id) {
    auto* node = runner_.graph_.find(id);
    co_await node->finished.wait();
    co_return &*node->result;
}

const NodeResult& NodeRun::result_now(std::string_view id) const { return *runner_.graph_.find(id)->result; }

Task<> NodeRun::delta(std::string content, std::string reasoning) {
    return runner_.outbox_.delta(std::move(content), std::move(reasoning));
}

}  // namespace rustygpt::reasoning
