#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reasoning/answering.h"
#include "tools/registry.h"

namespace rustygpt::models {

// Nothing to answer: a greeting, thanks, "please" and the like, and no question in it.
bool is_courtesy(std::string_view text);

// Each of these says in at most 600 bytes what the model is, three prompts to try and where all tools are listed.

// The answer to a greeting, to thanks, or to "what can you do"; nothing where it is none of them.
std::optional<std::string> small_talk(std::string_view prompt, const tools::Registry& tools,
                                      const reasoning::ToolChoice& choice);

// Says honestly that nothing was found to do, and what could be asked.
std::string help(std::string_view prompt, const tools::Registry& tools, const reasoning::ToolChoice& choice);

}  // namespace rustygpt::models
