#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reasoning/model.h"

namespace rustygpt::models {

// A stretch of the prompt, and the tool that it asks for, if any.
struct Intent {
    std::string_view text;  // into the prompt
    std::optional<reasoning::ToolCall> call;
};

using Matcher = std::function<std::optional<reasoning::ToolCall>(std::string_view)>;

// Cuts the prompt at commas, colons, "and", ends of sentences and lines, and at a list's marks, which belong to none,
// never within quotes or parentheses, into the longest stretches that the matcher takes; none goes from one item of a
// list into the next. What it does not take comes back without a call, pieces side by side joined.
std::vector<Intent> intents_of(std::string_view prompt, const Matcher& matcher);

}  // namespace rustygpt::models
