#include "chat/durable_sink.h"

#include <utility>

#include "base/plain_text.h"

namespace rustygpt::chat {

DurableSink::DurableSink(Store& store, AnswerRef ref, Assignment& assignment, AnswerMetrics::Model* counted)
    : store_(store),
      ref_(std::move(ref)),
      answer_(assignment.answer),
      accepted_at_(assignment.accepted_at),
      counted_(counted) {}

Task<> DurableSink::delta(std::string content, std::string reasoning) {
    if (content.empty() && reasoning.empty()) co_return;
    // Before anybody sees or stores it: what readers put together is what is kept. Code point by code point, so that it
    // does not matter where a model cuts its deltas.
    content = plain_text(std::move(content));
    reasoning = plain_text(std::move(reasoning));
    const bool there = co_await store_.append_delta(ref_, answer_.next_sequence, content, reasoning);
    if (!there) throw Gone{};
    if (counted_ && answer_.next_sequence == 0)
        counted_->first_token.observe(std::chrono::steady_clock::now() - accepted_at_);
    ++answer_.next_sequence;
    answer_.content += content;
    answer_.reasoning += reasoning;
}

Task<> DurableSink::step(reasoning::Step step) {
    const bool there = co_await store_.append_step(ref_, std::move(step));
    if (!there) throw Gone{};
}

void DurableSink::trace(reasoning::Trace&& trace) { trace_ = std::move(trace); }

std::optional<reasoning::Trace> DurableSink::take_trace() { return std::exchange(trace_, std::nullopt); }

}  // namespace rustygpt::chat
