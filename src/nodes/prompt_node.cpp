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

json::object question_of(const Answer& answer) {
    const auto& question = answer.question;
    const auto& names = question.tools.names;
    json::value tools =
        question.tools.automatic ? json::value("auto") : json::value(json::array(names.begin(), names.end()));
    return {{"model", answer.model.id()},
            {"seed", question.sampling.seed},
            {"tools", std::move(tools)},
            {"documents", answer.documents},
            {"messages", messages_of(answer)}};
}

class PromptNode final : public NodeWork {
public:
    explicit PromptNode(json::object question) : question_(std::move(question)) {}

    Task<NodeResult> run(NodeRun& run) override {
        json::value output{{"messages", question_.at("messages")}, {"documents", question_.at("documents")}};
        run.input(std::move(question_));
        co_return output;
    }

private:
    json::object question_;
};

}  // namespace

NodeSpec prompt_node(Answer& answer) {
    auto question = question_of(answer);
    NodeSpec spec{.kind = NodeKind::prompt, .label = "Prompt"};
    spec.parameters = question;
    spec.work = std::make_unique<PromptNode>(std::move(question));
    return spec;
}

}  // namespace rustygpt::nodes
