#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "reasoning/model.h"
#include "tools/registry.h"

namespace rustygpt::models {

// Whether a stretch of a prompt leans on what was before by its very form, though a tool might take it as it stands:
// "+ 15%", "and 20%?".
bool leans_on_earlier(std::string_view stretch);

// The call that a stretch asks for where it goes on with what tools have worked out before ("and in kilometres?",
// "now add 15%"), without its intent. It goes on with the last result that fits. Nothing where it goes on with none of
// them, or it is not clear with what.
// first: nothing else is worked out before it in its prompt; what is worked out there is what "that" would mean.
std::optional<reasoning::ToolCall> follow_up(std::string_view stretch,
                                             std::span<const reasoning::EarlierResult> earlier,
                                             const tools::Registry& tools, const reasoning::ToolChoice& choice,
                                             bool first = true);

}  // namespace rustygpt::models
