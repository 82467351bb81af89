#include <boost/json/array.hpp>

#include "nodes/answer.h"

namespace rustygpt::nodes {
namespace {

using namespace reasoning;

// Joins branches: which of them have a result, in their order.
class ReducerNode final : public NodeWork {
public:
    explicit ReducerNode(std::vector<std::string> branches) : branches_(std::move(branches)) {}

    Task<NodeResult> run(NodeRun& run) override {
        json::array given;
        std::int64_t failed = 0;
        for (const auto& id : branches_) {
            const auto& result = run.result_now(id);
            given.push_back(result ? json::object{{"output", *result}}
                                   : json::object{{"error", result.error().message}});
            failed += !result;
        }
        const auto all = static_cast<std::int64_t>(branches_.size());
        run.input({{"branches", std::move(given)}});
        co_return json::value{{"completed", all - failed}, {"failed", failed}};
    }

private:
    std::vector<std::string> branches_;
};

}  // namespace

NodeSpec reducer_node(std::vector<std::string> branch_ids) {
    NodeSpec spec{.kind = NodeKind::reducer, .label = "Join", .depends_on = branch_ids};
    spec.work = std::make_unique<ReducerNode>(std::move(branch_ids));
    return spec;
}

}  // namespace rustygpt::nodes
