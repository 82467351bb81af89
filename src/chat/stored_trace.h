#pragma once

#include <string>

#include "base/dto.h"
#include "chat/message.h"
#include "reasoning/trace.h"

namespace rustygpt::chat {

// A reasoning::Trace as the JSON that was stored: it is sent as it is, never read and written again on the way.
struct StoredTrace {
    std::string json;
};

// A trace with what it is to be held against.
struct TracedAnswer {
    StoredTrace trace;
    Message answer;
    std::string prompt;
};

}  // namespace rustygpt::chat

namespace rustygpt::dto {

template <>
struct Codec<chat::StoredTrace> {
    static void write(std::string& out, const chat::StoredTrace& value) { out += value.json; }
    static json::value schema(Schemas& schemas, Direction direction) { return schemas.of<reasoning::Trace>(direction); }
};

}  // namespace rustygpt::dto
