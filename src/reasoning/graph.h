#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string_view>
#include <unordered_map>

#include "reasoning/latch.h"
#include "reasoning/limits.h"
#include "reasoning/node.h"

namespace rustygpt::reasoning {

// A node and what became of it.
struct Node {
    std::string id;
    NodeSpec spec;
    std::size_t depth = 1;
    const Node* added_by = nullptr;    // nothing for those that the graph begins with
    std::size_t children = 0;          // nodes that it added
    std::optional<NodeStatus> status;  // nothing until it begins
    std::optional<Time> started_at;    // likewise
    std::chrono::steady_clock::time_point begun{};
    std::chrono::milliseconds duration{};
    std::optional<json::value> input;
    std::string input_digest;
    std::optional<NodeResult> result;
    std::string output_digest;
    Latch finished;

    // What readers of the stream see of its beginning, at any time after that; and of its end.
    [[nodiscard]] Step first_step() const;
    [[nodiscard]] Step last_step() const;
};

// A directed acyclic graph that grows while it runs: a node may only depend on nodes that are already there.
class Graph {
public:
    explicit Graph(Limits limits) : limits_(limits) {}

    // The id is a digest (BLAKE2b, 32 hex digits) of kind, label, dependencies, parameters and the place among the
    // adding node's children: the same question gives the same ids. Throws Failure{limit_exceeded}. The reference stays
    // valid.
    Node& add(NodeSpec spec, Node* added_by);
    // Nothing where there is no such node.
    [[nodiscard]] Node* find(std::string_view id) const;
    [[nodiscard]] std::span<const std::unique_ptr<Node>> nodes() const { return nodes_; }

private:
    [[nodiscard]] std::size_t depth_below(const std::vector<std::string>& dependencies) const;

    Limits limits_;
    std::vector<std::unique_ptr<Node>> nodes_;
    std::unordered_map<std::string_view, Node*> by_id_;
    std::size_t roots_ = 0;
    std::string text_;  // kept for its capacity
};

}  // namespace rustygpt::reasoning
