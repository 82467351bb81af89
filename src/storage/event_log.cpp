#include "storage/event_log.h"

#include <algorithm>
#include <unordered_map>

namespace rustygpt::storage {
namespace {

// A page stops being filled past this many bytes of payload.
constexpr std::size_t page_bytes = 1 << 20;
// As a clock's own corrections make them.
constexpr milliseconds small_step{1'000};

std::int64_t number(Transaction& tx, const char* sql) {
    return tx.one(sql, [](const Row& row) { return row.integer(0); }).value_or(0);
}

void insert(Transaction& tx, const stream::Event& event, Time now) {
    if (event.is_delta()) {
        tx.run(
            "INSERT INTO events (row, user_id, conversation_id, message_id, type, sequence, content, reasoning, "
            "created_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            event.row, event.user_id, event.conversation_id, event.message_id, event.type, event.sequence_from,
            event.content, event.reasoning, now);
    } else {
        tx.run(
            "INSERT INTO events (row, user_id, conversation_id, message_id, type, content, created_at) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7)",
            event.row, event.user_id, event.conversation_id, event.message_id, event.type, event.payload, now);
    }
}

// Reads rows of the view stream_events; deltas of one answer share their head.
class EventReader {
public:
    stream::Event read(const Row& row) {
        stream::Event event{.row = row.integer(0),
                            .user_id = row.id(1),
                            .conversation_id = row.id(2),
                            .message_id = row.maybe_id(3),
                            .type = row.text(4)};
        if (row.null(5)) {
            event.payload = row.text(6);
            return event;
        }
        event.sequence_from = event.sequence_to = row.integer(5);
        event.content = row.text(6);
        event.reasoning = row.text(7);
        auto& head = heads_[*event.message_id];
        if (!head)
            head = std::make_shared<const stream::DeltaHead>(stream::DeltaHead{.message_id = *event.message_id,
                                                                               .conversation_id = event.conversation_id,
                                                                               .root_id = row.id(8),
                                                                               .parent_id = row.maybe_id(9),
                                                                               .depth = row.integer(10),
                                                                               .model = row.text(11),
                                                                               .created_at = row.time(12)});
        event.head = head;
        return event;
    }

private:
    std::unordered_map<Id, std::shared_ptr<const stream::DeltaHead>> heads_;
};

stream::Page read_page(Transaction& tx, const stream::Filter& filter, std::int64_t after, std::int64_t limit) {
    stream::Page page;
    EventReader reader;
    std::int64_t rows = 0;
    std::size_t bytes = 0;
    bool cut = false;
    page.last_row = after;
    const auto keep = [&](const Row& row) {
        ++rows;
        if (cut) return;
        auto event = reader.read(row);
        bytes += event.payload.size() + event.content.size();
        page.last_row = event.row;
        page.events.push_back(std::move(event));
        cut = bytes > page_bytes;
    };
    if (filter.conversation_id) {
        tx.each(
            "SELECT * FROM stream_events WHERE conversation_id = $1 AND user_id = $2 AND row > $3 ORDER BY row LIMIT "
            "$4",
            keep, *filter.conversation_id, filter.user_id, after, limit);
    } else {
        tx.each("SELECT * FROM stream_events WHERE user_id = $1 AND row > $2 ORDER BY row LIMIT $3", keep,
                filter.user_id, after, limit);
    }
    page.more = cut || rows == limit;
    // Caught up: all that the snapshot holds was looked at, other users' rows included.
    if (!page.more) page.last_row = std::max(page.last_row, EventLog::head(tx));
    std::erase_if(page.events, [&](const stream::Event& event) { return !filter.wants(event); });
    return page;
}

struct Placed {
    std::int64_t row = 0;
    Time time{};
};

// The lowest row at or after the time among rows whose times rise, so that no index over them is needed.
std::optional<Placed> lowest_between(Transaction& tx, std::int64_t low, std::int64_t end, Time time) {
    const auto next = [&](std::int64_t row) {
        return tx.one(
            "SELECT row, created_at FROM events WHERE row >= $1 AND row < $2 ORDER BY row LIMIT 1",
            [](const Row& found) { return Placed{found.integer(0), found.time(1)}; }, row, end);
    };
    for (auto high = end; low < high;) {
        const auto middle = low + (high - low) / 2;
        const auto probe = next(middle);
        if (!probe || probe->time >= time) high = middle;
        else low = probe->row + 1;
    }
    return next(low);
}

// A cursor of a time that a restore has taken back: what its reader saw is not what is stored.
bool taken_back(Transaction& tx, const stream::AfterRow& cursor) {
    return tx
        .one(
            "SELECT 1 FROM stream_gaps WHERE after_row < $1 AND $1 < until_row", [](const Row&) { return true; },
            cursor.row)
        .has_value();
}

bool taken_back(Transaction& tx, const stream::FromTime& cursor) {
    return tx
        .one(
            "SELECT 1 FROM stream_gaps WHERE lost_from < $1 AND $1 <= restored_at", [](const Row&) { return true; },
            cursor.time)
        .has_value();
}

struct Floor {
    std::int64_t row = 0;
    Time time{};
};

stream::Resolved resolve_in(Transaction& tx, const stream::Filter& filter, const stream::Start& start, Time now) {
    const auto head = EventLog::head(tx);
    const auto floor = tx.one(
        "SELECT row, created_at FROM stream_floors WHERE user_id = $1",
        [](const Row& row) { return Floor{row.integer(0), row.time(1)}; }, filter.user_id);
    const auto reset = [&](const char* reason) { return stream::Resolved{head, reason}; };

    if (const auto* after = std::get_if<stream::AfterRow>(&start)) {
        if (after->row > head) return reset("unknown_cursor");
        if (floor && after->row < floor->row) return reset("expired");
        if (taken_back(tx, *after)) return reset("unknown_cursor");
        return {after->row};
    }
    if (const auto* from = std::get_if<stream::FromTime>(&start)) {
        const auto row = EventLog::row_at(tx, from->time);
        if (row > head && from->time > now) return reset("unknown_cursor");
        if (floor && from->time <= floor->time) return reset("expired");
        if (taken_back(tx, *from)) return reset("unknown_cursor");
        return {row - 1};
    }
    if (std::holds_alternative<stream::Unknown>(start)) return reset("unknown_cursor");
    return {head};
}

}  // namespace

EventLog::EventLog(Database& database, std::function<void(std::vector<stream::Event>)> publish, const Clock& clock)
    : database_(database), publish_(std::move(publish)), clock_(clock) {
    auto work = [this](Transaction& tx) {
        last_row_ = head(tx);
        last_time_ = latest_ = newest_time(tx);
    };
    database_.read_now(std::move(work), Operation::recover);
    database_.on_group([this] {
        due_ = 0;
        if (!committed_.empty()) publish_(std::exchange(committed_, {}));
    });
}

Time EventLog::now() {
    const auto clock = clock_.now();
    return last_time_ = clock < last_time_ - small_step ? clock : std::max(last_time_, clock);
}

void EventLog::append(Transaction& tx, std::vector<stream::Event> events, Time now) {
    if (!events.empty() && now < latest_) note_step(tx, events.front().row, now);
    latest_ = std::max(latest_, now);
    for (const auto& event : events) insert(tx, event, now);
    // What is done after the commit can't fail any more: the room for it is made now.
    committed_.reserve(committed_.size() + (due_ += events.size()));
    tx.on_commit(
        [this, events = std::move(events)]() mutable { std::ranges::move(events, std::back_inserter(committed_)); });
}

void EventLog::note_step(Transaction& tx, std::int64_t row, Time now) {
    const auto before = tx.one("SELECT created_at FROM events ORDER BY row DESC LIMIT 1",
                               [](const Row& found) { return found.time(0); });
    if (before && now < *before) tx.run("INSERT INTO clock_steps (row) VALUES ($1)", row);
}

void EventLog::append(Transaction& tx, stream::Event event, Time now) {
    std::vector<stream::Event> events;
    events.push_back(std::move(event));
    append(tx, std::move(events), now);
}

std::int64_t EventLog::head(Transaction& tx) { return number(tx, "SELECT row FROM stream_head"); }

Time EventLog::newest_time(Transaction& tx) {
    return Time(milliseconds(number(tx,
                                    "SELECT max(at) FROM (SELECT (SELECT created_at FROM events ORDER BY row DESC "
                                    "LIMIT 1) AS at UNION ALL SELECT max(restored_at) FROM stream_gaps) AS times")));
}

std::int64_t EventLog::row_at(Transaction& tx, Time time, Time until) {
    const auto end = head(tx) + 1;
    std::vector<std::int64_t> starts{number(tx, "SELECT min(row) FROM events")};
    tx.each(
        "SELECT row FROM clock_steps WHERE row > $1 ORDER BY row",
        [&](const Row& row) { starts.push_back(row.integer(0)); }, starts.front());
    starts.push_back(end);
    for (std::size_t i = 0; i + 1 < starts.size(); ++i)
        if (const auto found = lowest_between(tx, starts[i], starts[i + 1], time); found && found->time <= until)
            return found->row;
    return end;
}

Task<stream::Resolved> EventLog::resolve(stream::Filter filter, stream::Start start) {
    auto work = [filter, start, now = clock_.now()](Transaction& tx) { return resolve_in(tx, filter, start, now); };
    co_return co_await database_.read(std::move(work), Operation::replay);
}

Task<stream::Page> EventLog::read(stream::Filter filter, std::int64_t after, std::int64_t limit) {
    auto work = [filter, after, limit](Transaction& tx) { return read_page(tx, filter, after, limit); };
    co_return co_await database_.read(std::move(work), Operation::replay);
}

}  // namespace rustygpt::storage
