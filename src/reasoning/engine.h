#pragma once

#include <memory>
#include <stop_token>

#include "reasoning/answering.h"

namespace rustygpt::reasoning {

// Turns a question into a graph and runs it. Owned by the composition root; used by the chat.
class Engine {
public:
    virtual ~Engine() = default;
    // Runs on the caller's executor; CPU-bound steps go to the engine's pool. Returns soon (100 ms) after `stop`
    // was requested, with finish_reason cancelled. Whatever fails inside is told by the ending; what the sink
    // throws passes through.
    virtual Task<Ending> answer(Question question, AnswerSink& sink, std::stop_token stop) = 0;
    [[nodiscard]] virtual bool knows_model(std::string_view model) const = 0;
    // Whether a question to the model is to come with what tools have worked out before.
    [[nodiscard]] virtual bool follows_up(std::string_view /*model*/) const { return false; }
};

}  // namespace rustygpt::reasoning
