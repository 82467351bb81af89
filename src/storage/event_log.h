#pragma once

#include <functional>
#include <vector>

#include "storage/database.h"
#include "stream/event_store.h"

namespace rustygpt::storage {

// The durable event log: gives out the rows, stores events with the changes that they tell of, and hands them on
// once they are durable. Rows rise by one writer's hand; the newest row is never pruned, so that no row comes twice.
class EventLog final : public stream::EventStore {
public:
    // publish is called on the writer's thread, in the order of rows. All outlive the last write.
    EventLog(Database& database, std::function<void(std::vector<stream::Event>)> publish,
             const Clock& clock = system_clock);

    // ---- inside a write; on the writer's thread only ----
    [[nodiscard]] std::int64_t next_row() { return ++last_row_; }
    // Follows the clock, also where that was set back; a step back of up to a second is waited out.
    [[nodiscard]] Time now();
    // Stores events (with rows from next_row, in order) and publishes them after the commit.
    void append(Transaction& tx, std::vector<stream::Event> events, Time now);
    void append(Transaction& tx, stream::Event event, Time now);

    // ---- streams ----
    Task<stream::Resolved> resolve(stream::Filter filter, stream::Start start) override;
    Task<stream::Page> read(stream::Filter filter, std::int64_t after, std::int64_t limit) override;

    // The highest row that was given out, here or by a database that a restore has replaced; 0 where there is none.
    // Inside any transaction.
    static std::int64_t head(Transaction& tx);
    // Of the newest event, or of a restore after it.
    static Time newest_time(Transaction& tx);
    // The lowest row at or after the time, however the clock has jumped since; head + 1 where there is none. Rows from
    // after `until`, which a clock that was ahead has written, are passed over.
    static std::int64_t row_at(Transaction& tx, Time time, Time until = Time::max());

private:
    static inline const SystemClock system_clock{};

    void note_step(Transaction& tx, std::int64_t row, Time now);

    Database& database_;
    std::function<void(std::vector<stream::Event>)> publish_;
    std::int64_t last_row_ = 0;
    const Clock& clock_;
    Time last_time_{};
    Time latest_{};  // of all that were given out
    std::vector<stream::Event> committed_;  // by the group that is being finished
    std::size_t due_ = 0;  // events of the group that is being written, those of failed transactions too
};

}  // namespace rustygpt::storage
