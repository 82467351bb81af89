#pragma once

#include <exception>
#include <memory>
#include <stop_token>

#include "base/failure.h"
#include "reasoning/graph.h"
#include "reasoning/outbox.h"
#include "reasoning/trace.h"

namespace rustygpt::reasoning {

// Runs a graph: whatever is ready runs at once, each node a coroutine on the caller's executor. Owns all of them:
// run() returns when none is left.
class Runner {
public:
    // The sink outlives the runner. trace_id: for log records.
    Runner(Limits limits, AnswerSink& sink, std::stop_token stop, std::string trace_id = {});

    // Before run(), and by nodes while they run. Throws Failure{limit_exceeded}.
    std::string add(NodeSpec spec, Node* added_by = nullptr);

    // To be called once. Rethrows what the sink threw.
    Task<> run();

    [[nodiscard]] const Graph& graph() const { return graph_; }
    [[nodiscard]] Graph& graph() { return graph_; }
    // Once run() has ended, however: all but the answer's id, model and seed. Takes inputs and outputs out of the
    // graph.
    [[nodiscard]] Trace take_trace();
    [[nodiscard]] const Limits& limits() const { return limits_; }
    // The limit that ended the graph, or a bug; nothing where it ran to its end or was cancelled.
    [[nodiscard]] const std::optional<Failure>& failure() const { return halt_->failure; }

private:
    friend class NodeRun;

    // Shared with the deadline's timer, which may fire after the runner has gone.
    struct Halt {
        std::stop_source source;
        std::optional<Failure> failure;
        void because(Failure failure_);
    };

    void spawn(Node& node);
    void drain_outbox();
    Task<> live(Node& node);
    Task<NodeResult> work(Node& node);
    void begin(Node& node);
    void end(Node& node, NodeResult result);
    // Throws Failure{limit_exceeded} where all nodes' values together are more than the limits allow.
    std::string digest_within_limits(const json::value& value);

    Limits limits_;
    Graph graph_;
    std::shared_ptr<Halt> halt_ = std::make_shared<Halt>();
    std::stop_token outer_;
    std::string trace_id_;
    Outbox outbox_;
    std::optional<Executor> executor_;  // once it runs
    Time started_at_{};
    std::chrono::milliseconds duration_{};
    std::string text_;       // the last value's canonical JSON: its memory is used again
    std::size_t bytes_ = 0;  // of all nodes' inputs and outputs, as canonical JSON
    std::size_t alive_ = 0;  // nodes and the outbox's coroutine
    std::size_t nodes_alive_ = 0;
    Latch nodes_done_;
    Latch all_done_;
};

// What a node may do while it runs.
class NodeRun {
public:
    NodeRun(Runner& runner, Node& node) : runner_(runner), node_(node) {}

    [[nodiscard]] const std::stop_token stop() const { return runner_.halt_->source.get_token(); }
    [[nodiscard]] const Limits& limits() const { return runner_.limits_; }
    [[nodiscard]] const std::string& id() const { return node_.id; }
    // What the node was given, for the trace and its digest; once.
    void input(json::value value);
    // Waits for another node's end. The reference lives as long as the graph.
    Task<const NodeResult*> result_of(std::string id);
    // The result of a dependency that has ended.
    [[nodiscard]] const NodeResult& result_now(std::string_view id) const;
    // Adds a node, which begins as soon as it is ready.
    std::string add(NodeSpec spec) { return runner_.add(std::move(spec), &node_); }
    // Text of the answer; returns once it is durable.
    Task<> delta(std::string content, std::string reasoning);

private:
    Runner& runner_;
    Node& node_;
};

}  // namespace rustygpt::reasoning
