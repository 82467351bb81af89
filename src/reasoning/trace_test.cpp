#include "reasoning/trace.h"

#include <gtest/gtest.h>

#include "base/dto.h"

namespace rustygpt::reasoning {
namespace {

Step step(std::string id, NodeStatus status, std::vector<std::string> depends_on = {}) {
    Step step{.id = std::move(id), .label = "step", .status = status, .depends_on = std::move(depends_on)};
    if (status == NodeStatus::completed) step.output_digest = "digest of " + step.id;
    return step;
}

TEST(Trace, IsTheSameAfterItWasWrittenAndRead) {
    Trace trace{.message_id = new_id(), .model = "m", .seed = -3, .duration_ms = 5, .nodes = {}};
    trace.nodes.push_back({.id = "a",
                           .kind = NodeKind::tool,
                           .label = "\u2028\"",
                           .status = NodeStatus::failed,
                           .depends_on = {"b"},
                           .input = json::value{{"numbers", {1, 2.5, 1e300, 18446744073709551615u}}},
                           .error = "It broke."});
    const auto text = dto::to_json(trace);
    EXPECT_EQ(dto::to_json(dto::from_json<Trace>(parse_json(text, trace_levels))), text);
}

TEST(Trace, LeftByACrashHasTheLastThatWasToldOfEachStep) {
    const std::vector<Step> told{step("a", NodeStatus::running), step("a", NodeStatus::completed),
                                 step("b", NodeStatus::running, {"a"})};
    const auto nodes = nodes_from_steps(told);
    ASSERT_EQ(nodes.size(), 2u);
    EXPECT_EQ(nodes[0].status, NodeStatus::completed);
    EXPECT_EQ(nodes[0].output_digest, "digest of a");
    EXPECT_EQ(nodes[1].status, NodeStatus::cancelled);
    EXPECT_EQ(nodes[1].error, "The server stopped.");
}

TEST(Trace, LeftByACrashHasNoEdgesIntoNothing) {
    const std::vector<Step> told{step("a", NodeStatus::completed), step("c", NodeStatus::running, {"a", "not told"}),
                                 step("d", NodeStatus::running, {"c"})};
    const auto nodes = nodes_from_steps(told);
    ASSERT_EQ(nodes.size(), 1u);
    EXPECT_EQ(nodes[0].id, "a");
}

}  // namespace
}  // namespace rustygpt::reasoning
