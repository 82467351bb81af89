#include <boost/describe/enum_from_string.hpp>
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "nodes/answer.h"

namespace rustygpt::nodes {
namespace {

using namespace reasoning;

std::vector<Turn> turns_of(const json::value& output) {
    std::vector<Turn> turns;
    for (const auto& message : output.at("messages").as_array()) {
        Turn turn{.content = std::string(message.at("content").as_string())};
        boost::describe::enum_from_string(message.at("role").as_string().c_str(), turn.role);
        turns.push_back(std::move(turn));
    }
    return turns;
}

json::value as_json(const ModelTurn& turn) {
    json::array parts;
    for (const auto& part : turn.parts) {
        if (part.search) parts.push_back(json::object{{"search", *part.search}});
        else if (part.call)
            parts.push_back(
                json::object{{"tool", part.call->tool}, {"input", part.call->input}, {"intent", part.call->intent}});
        else parts.push_back(json::object{{"text", part.text}});
    }
    return {{"reasoning", turn.reasoning}, {"parts", std::move(parts)}};
}

// One call to the model. Its tool calls become nodes, and what it leads to is told by a responder.
class ModelNode final : public NodeWork {
public:
    ModelNode(Answer& answer, std::string prompt_id) : answer_(answer), prompt_id_(std::move(prompt_id)) {}

    Task<NodeResult> run(NodeRun& run) override {
        const auto& given = run.result_now(prompt_id_);
        if (!given) co_return std::unexpected(given.error());
        run.input({{"model", answer_.model.id()},
                   {"messages", given->at("messages")},
                   {"documents", given->at("documents")}});
        ModelRequest request{turns_of(*given), answer_.question.tools, answer_.question.sampling,
                             given->at("documents").as_bool()};
        answer_.turn = co_await answer_.model.call(std::move(request), run.stop());
        grow(run);
        if (!answer_.turn.reasoning.empty()) co_await run.delta("", answer_.turn.reasoning);
        co_return as_json(answer_.turn);
    }

private:
    void grow(NodeRun& run) {
        std::vector<std::string> branches;
        std::vector<std::string> calls;
        for (std::size_t part = 0; part < answer_.turn.parts.size(); ++part) {
            branches.emplace_back();
            const auto& planned = answer_.turn.parts[part];
            if (planned.search) branches.back() = run.add(retriever_node(answer_, run.id(), part));
            else if (planned.call) branches.back() = run.add(tool_node(answer_, run.id(), part));
            if (!branches.back().empty()) calls.push_back(branches.back());
        }
        const auto reducer = calls.size() > 1 ? run.add(reducer_node(std::move(calls))) : std::string();
        run.add(responder_node(answer_, run.id(), std::move(branches), reducer));
    }

    Answer& answer_;
    std::string prompt_id_;
};

}  // namespace

NodeSpec model_node(Answer& answer, std::string prompt_id) {
    NodeSpec spec{.kind = NodeKind::model, .label = std::string(answer.model.id()), .depends_on = {prompt_id}};
    spec.work = std::make_unique<ModelNode>(answer, std::move(prompt_id));
    return spec;
}

}  // namespace rustygpt::nodes
