#include "nodes/answer.h"
#include "nodes/tool_call.h"

namespace rustygpt::nodes {
namespace {

using namespace reasoning;

class ToolNode final : public NodeWork {
public:
    ToolNode(Answer& answer, const tools::Tool* tool, std::size_t part) : answer_(answer), tool_(tool), part_(part) {}

    Task<NodeResult> run(NodeRun& run) override {
        const auto& call = *answer_.turn.parts[part_].call;
        run.input(call.input);
        if (tool_ == nullptr)
            co_return std::unexpected(NodeError{"not_found", "There is no tool \"" + call.tool + "\"."});
        co_return co_await call_tool(answer_.pool, *tool_, call.input, run.limits().tool_time, run.stop());
    }

private:
    Answer& answer_;
    const tools::Tool* tool_;
    std::size_t part_;
};

}  // namespace

NodeSpec tool_node(Answer& answer, std::string model_id, std::size_t part) {
    const auto& call = *answer.turn.parts[part].call;
    const auto* tool = answer.tools.find(call.tool);
    NodeSpec spec{.kind = NodeKind::tool, .label = call.intent, .depends_on = {std::move(model_id)}};
    spec.tool = call.tool;
    if (tool != nullptr) spec.version = tool->info().version;
    spec.parameters = call.input;
    spec.work = std::make_unique<ToolNode>(answer, tool, part);
    return spec;
}

}  // namespace rustygpt::nodes
