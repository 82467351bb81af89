#include "nodes/answer.h"
#include "nodes/passages.h"

namespace rustygpt::nodes {
namespace {

using namespace reasoning;

// Looks for passages in what the asker has. What was found is its input; which of them answer, and in which order, its
// output.
class RetrieverNode final : public NodeWork {
public:
    RetrieverNode(Answer& answer, std::string query) : answer_(answer), query_(std::move(query)) {}

    Task<NodeResult> run(NodeRun& run) override {
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
        co_return co_await answer_.pool.run(std::move(ranking));
    }

private:
    Answer& answer_;
    std::string query_;
};

}  // namespace

NodeSpec retriever_node(Answer& answer, std::string model_id, std::size_t part) {
    const auto& query = *answer.turn.parts[part].search;
    NodeSpec spec{.kind = NodeKind::retriever, .label = "Search", .depends_on = {std::move(model_id)}};
    spec.parameters = json::object{{"query", query}};
    spec.work = std::make_unique<RetrieverNode>(answer, query);
    return spec;
}

}  // namespace rustygpt::nodes
