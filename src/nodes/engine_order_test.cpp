// In which order branches finish, and what must not depend on it.

#include <algorithm>

#include "nodes/engine_test.h"

namespace rustygpt::nodes {
namespace {

// Lets its calls return in the order that it was given, one each time that next() is called; all once they are stopped.
class Turnstile final : public Echo {
public:
    explicit Turnstile(std::vector<std::string> order) : Echo("turnstile"), order_(std::move(order)) {}
    [[nodiscard]] tools::ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        std::unique_lock lock(mutex_);
        const auto mine = [&] { return passed_ < order_.size() && input.at("say").as_string() == order_[passed_]; };
        if (!wake_.wait(lock, stop, mine))
            return std::unexpected(
                tools::ToolError{.kind = tools::ToolError::Kind::cancelled, .message = "It was cancelled."});
        return Echo::invoke(input, stop);
    }
    void next() const {
        const std::lock_guard lock(mutex_);
        ++passed_;
        wake_.notify_all();
    }

private:
    std::vector<std::string> order_;
    mutable std::mutex mutex_;
    mutable std::condition_variable_any wake_;
    mutable std::size_t passed_ = 0;
};

struct Finished {
    std::string text;
    std::vector<std::string> order;  // of the tools' ends, by what they said
    std::vector<std::vector<std::string>> nodes;  // of the trace, without its times
};

std::vector<std::string> without_times(const TraceNode& node) {
    auto out = node.depends_on;
    for (const auto& text : {node.id, node.label, node.input_digest.value_or("-"), node.output_digest.value_or("-")})
        out.push_back(text);
    return out;
}

Finished finish_in(const std::vector<std::string>& order) {
    auto turnstile = std::make_unique<Turnstile>(order);
    const auto& passage = *turnstile;
    Bench bench({calls("turnstile", "a"), says("between"), calls("turnstile", "b"), calls("turnstile", "c")}, 3, {},
                {.extra = std::move(turnstile)});
    Finished finished;
    Told run;
    run.sink.at_step = [&](const Step& step) {
        if (step.kind != NodeKind::tool || step.status == NodeStatus::running) return;
        finished.order.push_back(step.label);
        passage.next();
    };
    bench.answer(run);
    finished.text = run.sink.text;
    for (const auto& node : run.sink.traced.value().nodes) finished.nodes.push_back(without_times(node));
    return finished;
}

TEST(EngineOrder, TheOrderInWhichBranchesFinishChangesNothing) {
    std::vector<std::string> order{"a", "b", "c"};
    const auto first = finish_in(order);
    EXPECT_EQ(first.text, "- a\n- between\n- b\n- c");
    int orders = 0;
    do {
        const auto finished = finish_in(order);
        EXPECT_EQ(finished.order, order);
        EXPECT_EQ(finished.text, first.text);
        EXPECT_EQ(finished.nodes, first.nodes);
        ++orders;
    } while (std::ranges::next_permutation(order).found);
    EXPECT_EQ(orders, 6);
}

// The last section's tool ends only once all that stands before it was told.
TEST(EngineOrder, WhatIsReadyIsToldBeforeALaterBranchEnds) {
    auto turnstile = std::make_unique<Turnstile>(std::vector<std::string>{"a", "b"});
    const auto& passage = *turnstile;
    Bench bench({calls("turnstile", "a"), says("between"), calls("turnstile", "b")}, 2, {},
                {.extra = std::move(turnstile)});
    Told run;
    run.sink.at_delta = [&] {
        if (run.sink.text == "- a\n- between") passage.next();
    };
    bench.answer(run);
    EXPECT_EQ(run.sink.text, "- a\n- between\n- b");
}

}  // namespace
}  // namespace rustygpt::nodes
