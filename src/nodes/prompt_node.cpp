#include <stdexcept>

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/array.hpp>

#include "nodes/answer.h"

namespace rustygpt::nodes {
namespace {

using namespace reasoning;

// The latest turns that fit into what the model makes use of, oldest first, and the prompt.
json::array messages_of(const Answer& answer) {
    const auto& history = answer.question.history;
    std::size_t room = answer.model.history_bytes();
    auto first = history.end();
    while (first != history.begin() && std::prev(first)->content.size() <= room) room -= (--first)->content.size();
    json::array messages;
    const auto add = [&messages](Role role, std::string_view content) {
        messages.push_back(json::object{{"role", boost::describe::enum_to_string(role, "")}, {"content", content}});
    };
    if (answer.model.history_bytes() > 0)
        for (; first != history.end(); ++first) add(first->role, first->content);
    add(Role::user, answer.question.prompt);
    return messages;
}

json::array as_json(const std::vector<EarlierResult>& earlier) {
    json::array results;
    for (const auto& result : earlier)
        results.push_back(json::object{{"tool", result.tool}, {"input", result.input}, {"output", result.output}});
    return results;
}

json::object question_of(const Answer& answer) {
    const auto& question = answer.question;
    const auto& names = question.tools.names;
    json::value tools =
        question.tools.automatic ? json::value("auto") : json::value(json::array(names.begin(), names.end()));
    json::object out{{"model", answer.model.id()},
                     {"seed", question.sampling.seed},
                     {"tools", std::move(tools)},
                     {"documents", answer.documents},
                     {"messages", messages_of(answer)}};
    // Absent where there are none: what is asked is the same then as it is without a history.
    if (answer.model.follows_up() && !question.earlier.empty()) out["earlier"] = as_json(question.earlier);
    return out;
}

class PromptNode final : public NodeWork {
public:
    explicit PromptNode(json::object question) : question_(std::move(question)) {}

    Task<NodeResult> run(NodeRun& run) override {
        json::object output{{"messages", question_.at("messages")}, {"documents", question_.at("documents")}};
        if (const auto* earlier = question_.if_contains("earlier")) output["earlier"] = *earlier;
        run.input(std::move(question_));
        co_return output;
    }

private:
    json::object question_;
};

}  // namespace

std::vector<Turn> turns_from(const json::value& messages) {
    std::vector<Turn> turns;
    for (const auto& message : messages.as_array()) {
        Turn turn{.content = std::string(message.at("content").as_string())};
        if (!boost::describe::enum_from_string(message.at("role").as_string().c_str(), turn.role))
            throw std::invalid_argument("a message without a role");
        turns.push_back(std::move(turn));
    }
    return turns;
}

std::vector<EarlierResult> earlier_from(const json::value& value) {
    std::vector<EarlierResult> earlier;
    const auto* results = value.as_object().if_contains("earlier");
    if (results == nullptr) return earlier;
    for (const auto& result : results->as_array())
        earlier.push_back({.tool = std::string(result.at("tool").as_string()),
                           .input = result.at("input").as_object(),
                           .output = result.at("output")});
    return earlier;
}

Question question_from(const json::value& input) {
    Question question{.model = std::string(input.at("model").as_string()), .history = turns_from(input.at("messages"))};
    if (question.history.empty()) throw std::invalid_argument("a question without a prompt");
    question.prompt = std::move(question.history.back().content);
    question.history.pop_back();
    question.sampling.seed = input.at("seed").as_int64();
    question.earlier = earlier_from(input);
    question.tools.automatic = input.at("tools").is_string();
    if (question.tools.automatic) return question;
    for (const auto& name : input.at("tools").as_array()) question.tools.names.emplace_back(name.as_string());
    return question;
}

bool documents_from(const json::value& input) { return input.at("documents").as_bool(); }

NodeSpec prompt_node(Answer& answer) {
    auto question = question_of(answer);
    NodeSpec spec{.kind = NodeKind::prompt, .label = "Prompt"};
    spec.parameters = question;
    spec.work = std::make_unique<PromptNode>(std::move(question));
    return spec;
}

}  // namespace rustygpt::nodes
