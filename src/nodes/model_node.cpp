#include <algorithm>

#include <boost/json/array.hpp>

#include "nodes/answer.h"

namespace rustygpt::nodes {
namespace {

using namespace reasoning;

json::value as_json(const Sampling& sampling) {
    return {{"temperature", sampling.temperature},
            {"top_p", sampling.top_p},
            {"max_tokens", sampling.max_tokens},
            {"seed", sampling.seed},
            {"stop", json::array(sampling.stop.begin(), sampling.stop.end())}};
}

json::value as_json(const ModelTurn& turn) {
    json::array parts;
    for (const auto& part : turn.parts) {
        if (part.search) parts.push_back(json::object{{"search", *part.search}});
        else if (part.call)
            parts.push_back(
                json::object{{"tool", part.call->tool}, {"input", part.call->input}, {"intent", part.call->intent}});
        else if (part.about_itself) parts.push_back(json::object{{"text", part.text}, {"about_itself", true}});
        else parts.push_back(json::object{{"text", part.text}});
    }
    return {{"reasoning", turn.reasoning}, {"parts", std::move(parts)}};
}

ModelTurn turn_from(const json::value& output) {
    ModelTurn turn{.parts = {}, .reasoning = std::string(output.at("reasoning").as_string())};
    for (const auto& part : output.at("parts").as_array()) {
        if (const auto* text = part.as_object().if_contains("text")) {
            turn.parts.push_back({.text = std::string(text->as_string())});
            if (const auto* flag = part.as_object().if_contains("about_itself"))
                turn.parts.back().about_itself = flag->as_bool();
            continue;
        }
        if (const auto* search = part.as_object().if_contains("search")) {
            turn.parts.push_back({.text = {}, .search = std::string(search->as_string())});
            continue;
        }
        ToolCall call{.tool = std::string(part.at("tool").as_string()),
                      .input = part.at("input").as_object(),
                      .intent = std::string(part.at("intent").as_string())};
        turn.parts.push_back({.text = {}, .call = std::move(call)});
    }
    return turn;
}

using Said = std::expected<ModelTurn, NodeError>;

// What a language model said when its trace was recorded: nobody can make it say that again.
Said said_before(const Trace& record, const std::string& id) {
    NodeError error{.code = "upstream_failed", .message = "What the model said was not recorded."};
    const auto node = std::ranges::find(record.nodes, id, &TraceNode::id);
    if (node == record.nodes.end() || !node->output) {
        if (node != record.nodes.end() && node->error) error.message = *node->error;
        return std::unexpected(std::move(error));
    }
    try {
        return turn_from(*node->output);
    } catch (const std::exception&) {
        return std::unexpected(std::move(error));
    }
}

// One call to the model. Its tool calls become nodes, and what it leads to is told by a responder.
class ModelNode final : public NodeWork {
public:
    ModelNode(Answer& answer, std::string prompt_id) : answer_(answer), prompt_id_(std::move(prompt_id)) {}

    Task<NodeResult> run(NodeRun& run) override {
        const auto& given = run.result_now(prompt_id_);
        if (!given) co_return std::unexpected(given.error());
        run.input(input_of(*given));
        auto said = co_await ask(run, *given);
        if (!said) co_return std::unexpected(std::move(said.error()));
        if (run.stop().stop_requested()) co_return cancelled();
        answer_.turn = std::move(*said);
        grow(run);
        if (!answer_.turn.reasoning.empty()) co_await run.delta("", answer_.turn.reasoning);
        co_return as_json(answer_.turn);
    }

private:
    [[nodiscard]] json::value input_of(const json::value& given) const {
        json::object input{{"model", answer_.model.id()},
                           {"messages", given.at("messages")},
                           {"documents", given.at("documents")},
                           {"sampling", as_json(answer_.question.sampling)}};
        if (const auto* earlier = given.as_object().if_contains("earlier")) input["earlier"] = *earlier;
        return input;
    }

    Task<Said> ask(NodeRun& run, const json::value& given) {
        if (answer_.record && !answer_.model.deterministic()) co_return said_before(*answer_.record, run.id());
        ModelRequest request{turns_from(given.at("messages")), answer_.question.tools, answer_.question.sampling,
                             given.at("documents").as_bool(), earlier_from(given)};
        co_return co_await answer_.model.call(std::move(request), run.stop());
    }

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

Sampling sampling_from(const json::value& input) {
    const auto& sampling = input.at("sampling");
    Sampling out{.temperature = sampling.at("temperature").to_number<double>(),
                 .top_p = sampling.at("top_p").to_number<double>(),
                 .max_tokens = sampling.at("max_tokens").as_int64(),
                 .seed = sampling.at("seed").as_int64(),
                 .stop = {}};
    for (const auto& stop : sampling.at("stop").as_array()) out.stop.emplace_back(stop.as_string());
    return out;
}

NodeSpec model_node(Answer& answer, std::string prompt_id) {
    NodeSpec spec{.kind = NodeKind::model, .label = std::string(answer.model.id()), .depends_on = {prompt_id}};
    if (auto version = answer.model.version(); !version.empty()) spec.version = std::move(version);
    spec.deterministic = answer.model.deterministic();
    spec.work = std::make_unique<ModelNode>(answer, std::move(prompt_id));
    return spec;
}

}  // namespace rustygpt::nodes
