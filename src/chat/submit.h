#pragma once

#include "chat/answers.h"
#include "chat/store.h"

namespace rustygpt::chat {

// Stores a prompt with its pending answer, then sets the engine to work. Called on any executor.
class Submit {
public:
    Submit(Store& store, reasoning::Engine& engine, Answers& answers)
        : store_(store), engine_(engine), answers_(answers) {}

    // Failure{unknown_model} and whatever Store::submit throws.
    Task<Submission> operator()(NewPrompt prompt);
    Task<Submission> again(NewAnswer answer);

private:
    void require_model(const std::string& model) const;
    Submission begin(Submission submission, std::optional<Caller> caller, std::string trace_id);

    Store& store_;
    reasoning::Engine& engine_;
    Answers& answers_;
};

}  // namespace rustygpt::chat
