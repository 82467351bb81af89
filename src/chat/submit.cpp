#include "chat/submit.h"

#include "base/plain_text.h"

namespace rustygpt::chat {

Task<Submission> Submit::operator()(NewPrompt prompt) {
    require_model(prompt.options.model);
    prompt.prompt = plain_text(std::move(prompt.prompt));
    const auto caller = prompt.caller;
    auto trace_id = prompt.trace_id;
    auto submission = co_await store_.submit(std::move(prompt));  // durable before we acknowledge
    co_return begin(std::move(submission), caller, std::move(trace_id));
}

Task<Submission> Submit::again(NewAnswer answer) {
    if (answer.model) require_model(*answer.model);
    const auto caller = answer.caller;
    auto trace_id = answer.trace_id;
    auto submission = co_await store_.regenerate(std::move(answer));
    co_return begin(std::move(submission), caller, std::move(trace_id));
}

Submission Submit::begin(Submission submission, std::optional<Caller> caller, std::string trace_id) {
    if (!submission.work) return submission;
    auto work = std::exchange(submission.work, std::nullopt).value();
    work.caller = caller;
    work.trace_id = std::move(trace_id);
    answers_.start(std::move(work));
    return submission;
}

void Submit::require_model(const std::string& model) const {
    if (engine_.knows_model(model)) return;
    throw Failure(Failure::Kind::unknown_model, "There is no model of that name.", {{"model", model}});
}

}  // namespace rustygpt::chat
