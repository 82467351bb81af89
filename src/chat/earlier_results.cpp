#include "chat/earlier_results.h"

#include <algorithm>
#include <ranges>

#include "base/dto.h"
#include "reasoning/trace.h"

namespace rustygpt::chat {
namespace {

using reasoning::EarlierResult;

constexpr std::size_t most_results = 32;
constexpr std::size_t most_bytes = 16'384;

bool has_result(const reasoning::TraceNode& node) {
    return node.kind == reasoning::NodeKind::tool && node.status == reasoning::NodeStatus::completed && node.tool &&
           node.input && node.input->is_object() && node.output;
}

std::size_t bytes_of(const EarlierResult& result) {
    std::string text = result.tool;
    append_json(text, result.input);
    append_json(text, result.output);
    return text.size();
}

}  // namespace

std::optional<std::vector<EarlierResult>> earlier_results_in(std::string_view text) {
    std::vector<EarlierResult> results;
    bool any = false;
    try {
        auto trace = dto::from_json<reasoning::Trace>(parse_json(text, reasoning::trace_levels));
        std::size_t bytes = 0;
        for (auto& node : trace.nodes | std::views::reverse) {
            if (!has_result(node)) continue;
            any = true;
            EarlierResult result{std::move(*node.tool), std::move(node.input->get_object()), std::move(*node.output)};
            bytes += bytes_of(result);
            if (bytes > most_bytes || results.size() == most_results) break;
            results.push_back(std::move(result));
        }
    } catch (const Failure&) {
        return std::nullopt;
    }
    if (!any) return std::nullopt;
    std::ranges::reverse(results);
    return results;
}

}  // namespace rustygpt::chat
