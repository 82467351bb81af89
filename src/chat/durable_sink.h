#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "chat/metrics.h"
#include "chat/store.h"
#include "reasoning/trace.h"

namespace rustygpt::chat {

// The conversation was deleted, or the answer closed by somebody else: there is nothing left to work for.
struct Gone {};

// Makes each piece of an answer durable before the engine goes on.
class DurableSink final : public reasoning::AnswerSink {
public:
    // The answer of the assignment grows with each piece; it and the store outlive this. counted: null, or where to
    // note how long the first piece took.
    DurableSink(Store& store, AnswerRef ref, Assignment& assignment, AnswerMetrics::Model* counted);

    // Both throw Gone.
    Task<> delta(std::string content, std::string reasoning) override;
    Task<> step(reasoning::Step step) override;
    void trace(reasoning::Trace&& trace) override;
    // What trace() was given; once.
    [[nodiscard]] std::optional<reasoning::Trace> take_trace();

private:
    Store& store_;
    AnswerRef ref_;
    Message& answer_;
    std::chrono::steady_clock::time_point accepted_at_;
    AnswerMetrics::Model* counted_;
    std::optional<reasoning::Trace> trace_;
};

}  // namespace rustygpt::chat
