#pragma once

#include <string_view>
#include <vector>

#include "reasoning/answering.h"

namespace rustygpt::chat {

// What the tools of a trace have worked out, in its order: the last results, as many as 32 and 16 KiB of JSON take
// whole. The one before those is left out rather than skipped: "that" means the last result or none. Nothing where the
// text is no trace.
std::vector<reasoning::EarlierResult> earlier_results_in(std::string_view trace);

}  // namespace rustygpt::chat
