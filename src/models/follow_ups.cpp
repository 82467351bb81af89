#include "models/follow_ups.h"

#include <ranges>

#include "models/follow_up_kinds.h"
#include "models/follow_up_words.h"
#include "tools/english.h"

namespace rustygpt::models {
namespace {

constexpr std::size_t most_said = 200;  // bytes of a stretch; who goes on with something says little

}  // namespace

bool leans_on_earlier(std::string_view stretch) {
    if (stretch.size() > most_said) return false;
    auto [text, led] = wording_of(stretch);
    if (led && lone_percentage(text)) return true;
    if (!tools::english::take(text, {"+", "-", "\u2212", "plus", "minus"})) return false;
    return lone_number(text) || lone_percentage(text);
}

std::optional<reasoning::ToolCall> follow_up(std::string_view stretch,
                                             std::span<const reasoning::EarlierResult> earlier,
                                             const tools::Registry& tools, const reasoning::ToolChoice& choice,
                                             bool first) {
    if (earlier.empty() || stretch.size() > most_said) return std::nullopt;
    const auto wording = wording_of(stretch);
    for (const auto& result : earlier | std::views::reverse)
        if (auto call = FollowUp(tools, choice, wording, result, first).call()) return call;
    return std::nullopt;
}

}  // namespace rustygpt::models
