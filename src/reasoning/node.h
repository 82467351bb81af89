#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "base/task.h"
#include "reasoning/answering.h"

namespace rustygpt::reasoning {

namespace json = boost::json;

// Why a node has no output. A value: the graph goes on, and the answer says what failed.
struct NodeError {
    std::string code;     // one of the contract's codes
    std::string message;  // for people, one sentence
    bool cancelled = false;
    bool transient = false;  // time or load, not the input, made it fail: run again it may not
};

using NodeResult = std::expected<json::value, NodeError>;

// Of a node that was stopped.
inline NodeResult cancelled() {
    return std::unexpected(NodeError{.code = "cancelled", .message = "It was cancelled.", .cancelled = true});
}

class NodeRun;

// What a node does. Its kinds are in nodes/, one file each.
class NodeWork {
public:
    virtual ~NodeWork() = default;
    // Runs on the answer's executor. Ends soon (100 ms) after run.stop() fired.
    virtual Task<NodeResult> run(NodeRun& run) = 0;
};

// A node to be added to a graph.
struct NodeSpec {
    NodeKind kind{};
    std::string label;                    // for people
    std::vector<std::string> depends_on;  // ids of nodes that are in the graph
    std::unique_ptr<NodeWork> work;
    std::optional<std::string> tool{};
    std::optional<std::string> version{};
    json::value parameters{};             // what else makes it this node: part of its id
    // Begins with the first of its dependencies and waits for the others itself.
    bool starts_early = false;
    bool deterministic = true;            // run again on the same input it gives the same output
};

}  // namespace rustygpt::reasoning
