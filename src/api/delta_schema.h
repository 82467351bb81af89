#pragma once

// The payload of message.delta, in the form that OpenAI's clients know.

#include <optional>
#include <vector>

#include "base/dto.h"

namespace rustygpt::api {

struct CompletionDelta {
    std::optional<std::string> role;
    std::optional<std::string> content;
    std::optional<std::string> reasoning;
};
BOOST_DESCRIBE_STRUCT(CompletionDelta, (), (role, content, reasoning))

struct CompletionChoice {
    std::int64_t index = 0;
    CompletionDelta delta;
    std::optional<std::string> finish_reason;
};
BOOST_DESCRIBE_STRUCT(CompletionChoice, (), (index, delta, finish_reason))

struct CompletionChunk {
    Id id;
    std::string object;
    std::int64_t created = 0;
    std::string model;
    Id conversation_id;
    Id root_id;
    Id message_id;
    std::optional<Id> parent_id;
    std::int64_t depth = 0;
    std::int64_t sequence_from = 0;
    std::int64_t sequence_to = 0;
    std::vector<CompletionChoice> choices;
};
BOOST_DESCRIBE_STRUCT(CompletionChunk, (),
                      (id, object, created, model, conversation_id, root_id, message_id, parent_id, depth,
                       sequence_from, sequence_to, choices))

}  // namespace rustygpt::api
