#pragma once

// An assignment in the forms in which the engine and the store want it, and what its end makes of the answer.

#include <optional>
#include <string_view>

#include "chat/store.h"

namespace rustygpt::chat {

reasoning::Question question_of(const Assignment& assignment);
AnswerRef ref_of(const Assignment& assignment);

// Writes the ending into the answer; its text is there already.
void end(Message& answer, const reasoning::Ending& ending);
// code: one of the contract's; message: for people.
reasoning::Ending failed(const Message& answer, std::string_view code, std::string_view message);

// The trace of an answer whose process died, as far as its steps were told; nothing where none was. Their inputs and
// outputs died with the process, their digests did not.
std::optional<reasoning::Trace> trace_left_by(const Leftover& left);

}  // namespace rustygpt::chat
