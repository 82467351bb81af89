#pragma once

#include <chrono>

#include "chat/store.h"
#include "stream/hub.h"

namespace rustygpt::chat {

// Waits on a core until an answer has ended, or the time is over. Returns the message as it is then.
Task<MessageWithCursor> wait_for_answer(stream::Hub& hub, std::size_t core, Store& store, Id user_id, Id message_id,
                                        std::chrono::seconds limit);

}  // namespace rustygpt::chat
