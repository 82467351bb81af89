#pragma once

#include <string_view>

namespace rustygpt::models {

// Whether these words ask for something that may stand in the user's documents or earlier conversations: because they
// say so ("according to my notes"), or, where there are documents, because they are a question at all, in whatever
// language, or nothing but the name of a thing ("the printer's code").
bool asks_to_search(std::string_view text, bool has_documents);

}  // namespace rustygpt::models
