#pragma once

// An event of the log, and how it looks on the wire.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"
#include "stream/counters.h"

namespace rustygpt::stream {

// What all deltas of one answer share.
struct DeltaHead {
    Id message_id;
    Id conversation_id;
    Id root_id;
    std::optional<Id> parent_id;
    std::int64_t depth = 0;
    std::string model;
    Time created_at{};
};

struct Event {
    std::int64_t row = 0;  // given by the log
    Id user_id;            // who may see it
    Id conversation_id;
    std::optional<Id> message_id{};
    std::string type;      // "message.new"
    std::string payload{};  // JSON; of a delta: empty, made from what follows
    std::shared_ptr<const DeltaHead> head{};  // deltas only
    std::int64_t sequence_from = 0;
    std::int64_t sequence_to = 0;
    std::string content{};
    std::string reasoning{};

    [[nodiscard]] bool is_delta() const { return head != nullptr; }
};

// The event's frame: id, event and data lines and the empty line that ends it. JSON escapes every line end in the
// data, so nothing that a model says can begin a line.
void append_frame(std::string& out, const Event& event);

// A frame that is in no log and has no id of its own: stream.error.
std::string unlogged_frame(std::string_view type, std::string_view payload);
// stream.reset, with the head of the log as its id.
std::string reset_frame(std::int64_t head, std::string_view reason, const std::vector<std::string>& resync);

// Appends `next` to `event` where both are deltas of one answer and follow each other; false where not.
bool merge(Event& event, const Event& next);

// Neighbouring events of one conversation, rendered once and shared by all who read them.
struct Chunk {
    Id user_id;
    Id conversation_id;
    std::vector<Event> events;  // rising rows, at least one
    std::string wire;
    std::vector<TypeCount> types;  // of the events, counted once for all readers

    [[nodiscard]] std::int64_t first_row() const { return events.front().row; }
    [[nodiscard]] std::int64_t last_row() const { return events.back().row; }
};
using SharedChunk = std::shared_ptr<const Chunk>;

// Makes a chunk of events that already belong together.
SharedChunk make_chunk(std::vector<Event> events);
// Splits a batch, in order, into chunks by user and conversation.
std::vector<SharedChunk> make_chunks(std::vector<Event> events);

}  // namespace rustygpt::stream
