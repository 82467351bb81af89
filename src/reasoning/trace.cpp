#include "reasoning/trace.h"

#include <algorithm>
#include <unordered_set>

#include "reasoning/graph.h"

namespace rustygpt::reasoning {
namespace {

TraceNode node_of(Step step) {
    return {.id = std::move(step.id),
            .kind = step.kind,
            .label = std::move(step.label),
            .status = step.status,
            .depends_on = std::move(step.depends_on),
            .started_at = step.started_at,
            .duration_ms = step.duration_ms,
            .tool = std::move(step.tool),
            .version = std::move(step.version),
            .input = {},
            .input_digest = std::move(step.input_digest),
            .output = {},
            .output_digest = std::move(step.output_digest),
            .error = std::move(step.error)};
}

void take_result(Node& node, TraceNode& taken) {
    auto& result = node.result.value();
    if (!result) {
        taken.error = std::move(result.error().message);
        return;
    }
    taken.output_digest = std::move(node.output_digest);
    if (!result->is_null()) taken.output = std::move(*result);
}

}  // namespace

std::vector<TraceNode> take_nodes(Graph& graph) {
    std::vector<TraceNode> nodes;
    nodes.reserve(graph.nodes().size());
    for (const auto& node : graph.nodes()) {
        auto& taken = nodes.emplace_back();
        taken.id = node->id;
        taken.kind = node->spec.kind;
        taken.label = std::move(node->spec.label);
        taken.status = node->status.value();
        taken.depends_on = std::move(node->spec.depends_on);
        taken.started_at = node->started_at;
        if (node->started_at) taken.duration_ms = node->duration.count();
        taken.tool = std::move(node->spec.tool);
        taken.version = std::move(node->spec.version);
        taken.input = std::move(node->input);
        if (!node->input_digest.empty()) taken.input_digest = std::move(node->input_digest);
        take_result(*node, taken);
    }
    return nodes;
}

std::vector<TraceNode> nodes_from_steps(std::span<const Step> steps) {
    std::vector<TraceNode> nodes;
    std::unordered_set<std::string> kept;
    for (const auto& step : steps) {
        const auto known = std::ranges::find(nodes, step.id, &TraceNode::id);
        if (known != nodes.end()) {
            *known = node_of(step);
            continue;
        }
        // A step may have begun before one of those that it depends on was told: without that one it hangs in the air.
        const bool rooted = std::ranges::all_of(step.depends_on, [&](const auto& id) { return kept.contains(id); });
        if (!rooted) continue;
        kept.insert(step.id);
        nodes.push_back(node_of(step));
    }
    for (auto& node : nodes)
        if (node.status == NodeStatus::running) {
            node.status = NodeStatus::cancelled;
            node.error = "The server stopped.";
        }
    return nodes;
}

}  // namespace rustygpt::reasoning
