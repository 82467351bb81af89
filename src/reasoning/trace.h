#pragma once

// How an answer was made: its graph, with what each step was given and what came of it. Stored with the answer.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/json/value.hpp>

#include "base/id.h"
#include "reasoning/answering.h"

namespace rustygpt::reasoning {

class Graph;

// A step as readers of the stream see it, and its values. An output that is JSON's null is absent, its digest is there.
struct TraceNode {
    std::string id;
    NodeKind kind{};
    std::string label;
    NodeStatus status{};  // never running
    std::vector<std::string> depends_on;  // ids of nodes that come before it in the trace
    std::optional<Time> started_at;  // absent where it never began
    std::optional<std::int64_t> duration_ms;
    std::optional<std::string> tool;
    std::optional<std::string> version;  // the tool's, or a deterministic model's
    std::optional<boost::json::value> input;
    std::optional<std::string> input_digest;  // SHA-256 over canonical JSON, lower-case hex
    std::optional<boost::json::value> output;
    std::optional<std::string> output_digest;
    std::optional<std::string> error;
};
BOOST_DESCRIBE_STRUCT(TraceNode, (),
                      (id, kind, label, status, depends_on, started_at, duration_ms, tool, version, input, input_digest,
                       output, output_digest, error))

struct Trace {
    Id message_id;  // the answer's
    std::string model;
    std::int64_t seed = 0;
    Time started_at{};
    std::int64_t duration_ms = 0;
    std::vector<TraceNode> nodes;  // in the order in which they were added
};
BOOST_DESCRIBE_STRUCT(Trace, (), (message_id, model, seed, started_at, duration_ms, nodes))

// The deepest JSON of a trace or an export: the inputs and outputs in it may have 64 levels themselves.
inline constexpr std::size_t trace_levels = 96;

// The nodes of a graph that has ended. What is moved out of them is gone from the graph: labels, edges, values.
std::vector<TraceNode> take_nodes(Graph& graph);

// What the told steps of an answer leave of its trace where the process died: digests without values. Steps are in the
// order in which they were told; one that was still running counts as cancelled.
std::vector<TraceNode> nodes_from_steps(std::span<const Step> steps);

}  // namespace rustygpt::reasoning
