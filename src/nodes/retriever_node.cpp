#include <algorithm>

#include "nodes/answer.h"
#include "nodes/passages.h"

namespace rustygpt::nodes {
namespace {

using namespace reasoning;

// Of all that makes an output of an input. Traces that were recorded with another one (the first had none) have
// drifted.
constexpr const char* retriever_version = "2";

// Looks for passages in what the asker has. What was found is its input; which of them answer, and in which order, its
// output.
class RetrieverNode final : public NodeWork {
public:
    RetrieverNode(Answer& answer, std::string query) : answer_(answer), query_(std::move(query)) {}

    Task<NodeResult> run(NodeRun& run) override {
        if (answer_.record != nullptr) co_return co_await rank_recorded(run);
        if (answer_.retrieval == nullptr)
            co_return std::unexpected(NodeError{"unavailable", "There is nothing to search in here."});
        documents::Wanted wanted{.user_id = answer_.question.user_id,
                                 .root_id = answer_.question.root_id,
                                 .terms = documents::terms_of(query_)};
        documents::Found found;
        if (!wanted.terms.empty()) found = co_await answer_.retrieval->find(std::move(wanted));
        run.input(retriever_input(query_, found));
        if (run.stop().stop_requested())
            co_return std::unexpected(
                NodeError{.code = "cancelled", .message = "It was cancelled.", .cancelled = true});
        auto ranking = [query = query_, found = std::move(found)] {
            return ranked_passages(query, found.statistics, found.candidates);
        };
        co_return co_await answer_.pool.run(std::move(ranking), Pool::Queue::bounded_elsewhere);
    }

private:
    // What was found then is in the record, what it says may have gone: that is drift, and nothing else can be told.
    Task<NodeResult> rank_recorded(NodeRun& run) {
        const auto node = std::ranges::find(answer_.record->nodes, run.id(), &TraceNode::id);
        if (node == answer_.record->nodes.end() || !node->input) co_return drifted("What was found was not recorded.");
        if (!is_retriever_input(*node->input))
            co_return std::unexpected(NodeError{"validation_failed", "Its input is none."});
        auto input = *node->input;
        input.as_object()["query"] = query_;
        run.input(input);
        auto ids = recorded_candidates(input);
        std::vector<documents::Candidate> present;
        if (!ids.empty() && answer_.retrieval != nullptr)
            present = co_await answer_.retrieval->candidates(answer_.question.user_id, std::move(ids));
        auto ranking = [input = std::move(input), present = std::move(present)] { return rank_again(input, present); };
        auto ranked = co_await answer_.pool.run(std::move(ranking), Pool::Queue::bounded_elsewhere);
        if (!ranked) co_return drifted("Drift: a passage is not here, or has changed since.");
        co_return std::move(*ranked);
    }

    static NodeResult drifted(std::string why) {
        return std::unexpected(NodeError{.code = "not_found", .message = std::move(why), .transient = true});
    }

    Answer& answer_;
    std::string query_;
};

}  // namespace

NodeSpec retriever_node(Answer& answer, std::string model_id, std::size_t part) {
    const auto& query = *answer.turn.parts[part].search;
    NodeSpec spec{.kind = NodeKind::retriever, .label = "Search", .depends_on = {std::move(model_id)}};
    spec.parameters = json::object{{"query", query}};
    spec.version = retriever_version;
    spec.work = std::make_unique<RetrieverNode>(answer, query);
    return spec;
}

}  // namespace rustygpt::nodes
