#include <algorithm>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "base/crypto.h"
#include "nodes/answer.h"
#include "nodes/passages.h"

namespace rustygpt::nodes {
namespace {

using namespace reasoning;

// Tells the answer section by section, in the prompt's order, each as soon as its branch has ended.
class ResponderNode final : public NodeWork {
public:
    ResponderNode(Answer& answer, std::vector<std::string> branches, std::string reducer)
        : answer_(answer), branches_(std::move(branches)), reducer_(std::move(reducer)) {}

    Task<NodeResult> run(NodeRun& run) override {
        json::array sections;
        bool more = true;
        for (std::size_t part = 0; part < branches_.size() && more; ++part) {
            auto text = co_await section(run, part);
            if (run.stop().stop_requested()) co_return cancelled();
            sections.emplace_back(text);
            more = co_await answer_.speech.say(run, std::move(text));
        }
        if (more && !reducer_.empty()) more = co_await sum_up(run, sections);
        if (more) co_await answer_.speech.finish(run);
        if (run.stop().stop_requested()) co_return cancelled();
        const auto& sampling = answer_.question.sampling;
        run.input({{"sections", std::move(sections)},
                   {"max_tokens", sampling.max_tokens},
                   {"stop", json::array(sampling.stop.begin(), sampling.stop.end())}});
        const auto& said = answer_.speech.said();
        co_return json::value{{"content_bytes", said.size()}, {"content_sha256", hex(sha256(said))}};
    }

private:
    Task<std::string> section(NodeRun& run, std::size_t part) {
        std::string text = answer_.turn.parts[part].text;
        if (!branches_[part].empty()) {
            const auto* result = co_await run.result_of(branches_[part]);
            const auto& planned = answer_.turn.parts[part];
            text = planned.search ? tell_found(*planned.search, *result) : tell(*planned.call, *result);
        }
        if (branches_.size() == 1) co_return text;
        co_return fmt::format("{}- {}", part == 0 ? "" : "\n", text);
    }

    [[nodiscard]] std::string tell(const ToolCall& call, const NodeResult& result) const {
        if (!result) return fmt::format("I could not work out \u201c{}\u201d: {}", call.intent, result.error().message);
        return answer_.tools.find(call.tool)->explain(call.input, *result);
    }

    [[nodiscard]] std::string tell_found(std::string_view query, const NodeResult& result) const {
        if (!result) return fmt::format("I could not search for \u201c{}\u201d: {}", query, result.error().message);
        auto told = tell_passages(query, *result);
        std::ranges::move(told.citations, std::back_inserter(answer_.citations));
        return std::move(told.text);
    }

    Task<bool> sum_up(NodeRun& run, json::array& sections) {
        const auto* joined = co_await run.result_of(reducer_);
        if (!*joined) co_return true;
        const auto failed = (*joined)->at("failed").as_int64();
        const auto all = failed + (*joined)->at("completed").as_int64();
        if (failed == 0) co_return true;
        auto text = fmt::format("\n\n{} of {} could not be worked out.", failed, all);
        sections.emplace_back(text);
        co_return co_await answer_.speech.say(run, std::move(text));
    }

    Answer& answer_;
    std::vector<std::string> branches_;
    std::string reducer_;
};

}  // namespace

NodeSpec responder_node(Answer& answer, std::string model_id, std::vector<std::string> branch_ids,
                        std::string reducer_id) {
    NodeSpec spec{.kind = NodeKind::responder, .label = "Answer", .depends_on = {std::move(model_id)}};
    for (const auto& id : branch_ids)
        if (!id.empty()) spec.depends_on.push_back(id);
    if (!reducer_id.empty()) spec.depends_on.push_back(reducer_id);
    spec.starts_early = true;
    spec.work = std::make_unique<ResponderNode>(answer, std::move(branch_ids), std::move(reducer_id));
    return spec;
}

}  // namespace rustygpt::nodes
