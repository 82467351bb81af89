#pragma once

// For tests: traces of scripted answers, and running them again.

#include <boost/asio/this_coro.hpp>

#include "base/dto.h"
#include "nodes/engine_test.h"
#include "nodes/verifier.h"
#include "reasoning/canonical.h"

namespace rustygpt::nodes {

enum class Speaker { deterministic, language_model };

inline std::vector<Part> usual() {
    return {calls("echo", "a"), says("between"), calls("echo", "b"), fails("It broke.")};
}
// The nodes of such an answer, in the order in which they are added.
enum Place : std::size_t { prompt, model, tool_a, tool_b, tool_failed, reducer, responder };

inline Trace told(Bench& bench, Question question = {}, std::stop_token stop = {}) {
    Told run;
    question.model = "scripted";
    bench.answer(run, std::move(question), std::move(stop));
    return run.sink.traced.value();
}

inline Verification verify_text(Bench& bench, std::string text, std::optional<Anchors> anchors = {},
                                std::stop_token stop = {}, Speaker speaker = Speaker::deterministic) {
    auto verifying = [](Bench& with, std::string json, std::optional<Anchors> held, std::stop_token ends,
                        Speaker who) -> Task<Verification> {
        auto executor = co_await asio::this_coro::executor;
        auto models = who == Speaker::deterministic ? with.models() : std::vector<std::unique_ptr<Model>>();
        const auto verifier =
            make_verifier(with.registry, with.pool, with.limits, std::move(models), std::move(executor));
        co_return co_await verifier->verify(std::move(json), std::move(held), std::move(ends));
    };
    return run_blocking(verifying(bench, std::move(text), std::move(anchors), std::move(stop), speaker));
}

inline Verification verify(Bench& bench, const Trace& trace, std::optional<Anchors> anchors = {},
                           std::stop_token stop = {}, Speaker speaker = Speaker::deterministic) {
    return verify_text(bench, dto::to_json(trace), std::move(anchors), std::move(stop), speaker);
}

inline std::string reasons(const Verification& verification) {
    std::string out;
    for (const auto& node : verification.nodes) out += node.reason.value_or("-") + "\n";
    return out;
}

// So that only running it again can tell that something was changed.
inline void make_digests_fit(Trace& trace) {
    for (auto& node : trace.nodes) {
        if (node.input) node.input_digest = digest_of(*node.input);
        if (node.output) node.output_digest = digest_of(*node.output);
    }
}

inline json::object& part_of(Trace& trace, std::size_t i) {
    return trace.nodes[model].output->as_object()["parts"].as_array()[i].as_object();
}

}  // namespace rustygpt::nodes
