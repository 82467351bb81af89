#pragma once

#include "chat/store.h"

namespace rustygpt::chat {

// The log record of an answer that has ended and is stored: at info, the event "answer", with the trace id of the
// request that asked. Nothing that a person or a model said is in it.
void write_record(const Assignment& assignment);

}  // namespace rustygpt::chat
