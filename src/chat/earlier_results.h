#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "reasoning/answering.h"

namespace rustygpt::chat {

// What the tools of a trace have worked out, in its order: the last results, as many as 32 and 16 KiB of JSON take
// whole. None where already the last one is larger: "that" would not mean the one before. Nothing where no tool has
// worked out anything, or the text is no trace.
std::optional<std::vector<reasoning::EarlierResult>> earlier_results_in(std::string_view trace);

}  // namespace rustygpt::chat
