#include "reasoning/graph.h"

#include <gtest/gtest.h>

#include "base/failure.h"

namespace rustygpt::reasoning {
namespace {

NodeSpec spec(std::string label, std::vector<std::string> depends_on = {}, json::value parameters = {}) {
    return {.kind = NodeKind::tool,
            .label = std::move(label),
            .depends_on = std::move(depends_on),
            .work = {},
            .parameters = std::move(parameters)};
}

TEST(Graph, GivesTheSameIdsToTheSameNodes) {
    Graph one{Limits{}}, other{Limits{}};
    const auto a = one.add(spec("a", {}, {{"x", 1}}), nullptr).id;
    EXPECT_EQ(a.size(), 32u);
    EXPECT_EQ(other.add(spec("a", {}, {{"x", 1}}), nullptr).id, a);
    EXPECT_EQ(one.add(spec("b", {a}), one.find(a)).id, other.add(spec("b", {a}), other.find(a)).id);
}

TEST(Graph, GivesDifferentIdsToDifferentNodes) {
    Graph graph{Limits{}};
    const auto first = graph.add(spec("a"), nullptr).id;
    EXPECT_NE(graph.add(spec("a"), nullptr).id, first);  // another place
    EXPECT_NE(Graph{Limits{}}.add(spec("b"), nullptr).id, first);
    EXPECT_NE(Graph{Limits{}}.add(spec("a", {}, {{"x", 1}}), nullptr).id, first);
    EXPECT_NE(graph.add(spec("a"), graph.find(first)).id, graph.add(spec("a"), graph.find(first)).id);
}

TEST(Graph, HasNoCycles) {
    Graph graph{Limits{}};
    EXPECT_THROW(graph.add(spec("a", {"later"}), nullptr), std::invalid_argument);
}

TEST(Graph, KeepsItsLimits) {
    Graph graph{{.max_nodes = 3, .max_depth = 2}};
    const auto a = graph.add(spec("a"), nullptr).id;
    const auto b = graph.add(spec("b", {a}), nullptr).id;
    EXPECT_THROW(graph.add(spec("c", {b}), nullptr), Failure);
    graph.add(spec("d", {a}), nullptr);
    EXPECT_THROW(graph.add(spec("e"), nullptr), Failure);
    EXPECT_EQ(graph.nodes().size(), 3u);
}

}  // namespace
}  // namespace rustygpt::reasoning
