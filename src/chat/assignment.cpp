#include "chat/assignment.h"

#include <algorithm>

namespace rustygpt::chat {
namespace {

Status status_of(FinishReason reason) {
    switch (reason) {
        case FinishReason::cancelled: return Status::cancelled;
        case FinishReason::interrupted: return Status::interrupted;
        case FinishReason::error: return Status::failed;
        default: return Status::completed;
    }
}

}  // namespace

reasoning::Question question_of(const Assignment& assignment) {
    reasoning::Question question;
    const auto& asked = assignment.answer.parameters.value_or(Parameters{});
    question.user_id = assignment.user_id;
    question.root_id = assignment.answer.root_id;
    question.message_id = assignment.answer.id;
    question.model = assignment.answer.model.value_or("");
    question.history = assignment.history;
    question.prompt = assignment.prompt;
    question.tools = assignment.tools;
    question.trace_id = assignment.trace_id;
    question.sampling = {.temperature = asked.temperature,
                         .top_p = asked.top_p,
                         .max_tokens = asked.max_tokens,
                         .seed = asked.seed,
                         .stop = asked.stop};
    return question;
}

AnswerRef ref_of(const Assignment& assignment) {
    const auto& answer = assignment.answer;
    return {assignment.user_id,
            std::make_shared<const stream::DeltaHead>(stream::DeltaHead{.message_id = answer.id,
                                                                        .conversation_id = answer.conversation_id,
                                                                        .root_id = answer.root_id,
                                                                        .parent_id = answer.parent_id,
                                                                        .depth = answer.depth,
                                                                        .model = answer.model.value_or(""),
                                                                        .created_at = answer.created_at})};
}

void end(Message& answer, const reasoning::Ending& ending) {
    answer.finish_reason = ending.finish_reason;
    answer.status = status_of(ending.finish_reason);
    answer.usage = {ending.prompt_tokens, ending.completion_tokens, ending.prompt_tokens + ending.completion_tokens};
    answer.citations = ending.citations;
    answer.about_itself = ending.about_itself;
    if (ending.finish_reason == FinishReason::error)
        answer.error = AnswerError{ending.error_code, ending.error_message};
}

reasoning::Ending failed(const Message& answer, std::string_view code, std::string_view message) {
    return {.finish_reason = FinishReason::error,
            .completion_tokens = count_words(answer.content),
            .error_code = std::string(code),
            .error_message = std::string(message)};
}

std::optional<reasoning::Trace> trace_left_by(const Leftover& left) {
    if (left.steps.empty()) return std::nullopt;
    const auto& answer = left.assignment.answer;
    reasoning::Trace trace{.message_id = answer.id,
                           .model = answer.model.value_or(""),
                           .seed = answer.parameters.value_or(Parameters{}).seed,
                           .started_at = left.steps.front().started_at.value_or(answer.created_at),
                           .nodes = reasoning::nodes_from_steps(left.steps)};
    for (const auto& node : trace.nodes) {
        const auto ended = node.started_at.value_or(trace.started_at) + milliseconds(node.duration_ms.value_or(0));
        trace.duration_ms = std::max<std::int64_t>(trace.duration_ms, (ended - trace.started_at).count());
    }
    return trace;
}

}  // namespace rustygpt::chat
