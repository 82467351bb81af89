#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reasoning/answering.h"
#include "tools/registry.h"

namespace rustygpt::models {

// What to try: at most three prompts, each for another one of the allowed tools, first those whose subject the words of
// `prompt` (lower case, one space between them) speak of.
std::vector<std::string> samples_for(std::string_view prompt, const tools::Registry& tools,
                                     const reasoning::ToolChoice& choice);

}  // namespace rustygpt::models
