#pragma once

#include <optional>
#include <string>

#include "tools/phrase.h"

namespace rustygpt::tools {

// What a question about a price has worked out, in the calculator's language: "a coat costs $80 and is 25% off, what do
// I pay?" is "80 - 25%", "how much is the tax of 7% on 230?" is "7% of 230". Nothing where it is no such question.
std::optional<std::string> price_question(const Phrase& phrase);

}  // namespace rustygpt::tools
