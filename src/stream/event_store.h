#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/task.h"
#include "stream/cursor.h"
#include "stream/event.h"

namespace rustygpt::stream {

// What a reader wants to see.
struct Filter {
    Id user_id;
    std::optional<Id> conversation_id{};
    std::optional<Id> message_id{};

    [[nodiscard]] bool wants(const Event& event) const {
        return event.user_id == user_id && (!conversation_id || event.conversation_id == *conversation_id) &&
               (!message_id || event.message_id == *message_id || event.type == "conversation.deleted");
    }
};

// A start, checked against the log.
struct Resolved {
    std::int64_t after = 0;  // deliver rows above this one
    std::optional<std::string>
        reset{};  // the reason why the asked-for start is not to be had; then `after` is the head
};

struct Page {
    std::vector<Event> events;  // rising rows, already filtered, deltas not merged
    std::int64_t last_row = 0;  // up to here the log was searched
    bool more = false;
};

// The durable log as streams read it; storage implements it.
class EventStore {
public:
    virtual ~EventStore() = default;
    virtual Task<Resolved> resolve(Filter filter, Start start) = 0;
    // Rows above `after`, about `limit` of them.
    virtual Task<Page> read(Filter filter, std::int64_t after, std::int64_t limit) = 0;
};

}  // namespace rustygpt::stream
