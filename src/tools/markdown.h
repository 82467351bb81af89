#pragma once

// Text of others within the Markdown that a tool says: it can't break out of where it stands.

#include <string>
#include <string_view>

namespace rustygpt::tools::markdown {

// The text on one line as `code`, cut after 80 bytes; "an empty text" where there is nothing.
std::string code(std::string_view text);
// A fenced block, cut after 20,000 bytes with a word about what is missing.
std::string block(std::string_view text, std::string_view language = {});

}  // namespace rustygpt::tools::markdown
