#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "reasoning/answering.h"
#include "tools/registry.h"

namespace rustygpt::models {

// Nothing to answer: a greeting, thanks, "please" and the like, and no question in it.
bool is_courtesy(std::string_view text);

// The answer to a greeting, to thanks, or to "what can you do"; nothing where it is none of them.
std::optional<std::string> small_talk(std::string_view prompt, const tools::Registry& tools,
                                      const reasoning::ToolChoice& choice);

// Says honestly that nothing was found to do, what could be asked, and how to connect a language model.
std::string help(const tools::Registry& tools, const reasoning::ToolChoice& choice);

}  // namespace rustygpt::models
