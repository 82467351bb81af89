#include "stream/subscription.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/json.h"
#include "stream/prefetch.h"
#include "telemetry/log.h"

namespace rustygpt::stream {
namespace {

std::string error_payload(std::string_view code, std::string_view message, std::string_view trace_id,
                          const std::optional<Id>& message_id, bool retryable) {
    std::string out = R"({"code":)";
    append_quoted(out, code);
    out += R"(,"message":)";
    append_quoted(out, message);
    out += R"(,"details":{},"trace_id":)";
    append_quoted(out, trace_id);
    out += message_id ? R"(,"message_id":")" + message_id->text() + '"' : std::string(R"(,"message_id":null)");
    out += retryable ? R"(,"retryable":true})" : R"(,"retryable":false})";
    return out;
}

}  // namespace

Subscription::Subscription(Hub& hub, EventStore& store, Setup setup)
    : takes_whole_chunks_(!setup.filter.message_id && !setup.last),
      merge_at_(setup.limits.merge_above),
      cap_(setup.limits.cap),
      counters_(hub.counters(setup.core)),
      setup_(std::move(setup)),
      hub_(hub),
      store_(store) {}

void Subscription::open(Waker& reader) {
    reader_ = &reader;
    if (counters_) counters_->open.add(1);
    // Before the log is read: what becomes durable afterwards is delivered, what became so before is read.
    registration_ = hub_.subscribe(setup_.core, setup_.filter.user_id, *this, true);
    if (!setup_.opening_type.empty()) enqueue_frame(setup_.opening_type, setup_.opening);
    else if (!setup_.opening.empty()) enqueue_bytes(setup_.opening);
    last_row_ = setup_.start.after;
    if (setup_.start.reset) enqueue_frame("stream.reset", reset_frame(last_row_, *setup_.start.reset, setup_.resync));
    spawn(&Subscription::load_page);
}

// Owned by the subscription itself: the coroutine keeps it alive for the one read that is under way, and finds out
// afterwards whether anybody still wants the result.
void Subscription::spawn(Task<> (Subscription::*step)()) {
    loading_ = true;
    asio::co_spawn(hub_.executor(setup_.core), (this->*step)(),
                   [self = shared_from_this()](const std::exception_ptr& error) {
                       self->loading_ = false;
                       if (!error || self->abandoned_) return;
                       log::write(log::Level::warning, "stream replay failed", self->setup_.trace_id, {});
                       self->finish("unavailable", "The stream could not be read. Connect again.", true);
                   });
}

Task<> Subscription::load_page() {
    for (;;) {
        held_too_much_ = false;
        Page page = co_await store_.read(setup_.filter, last_row_, setup_.limits.page);
        if (abandoned_ || ending_) co_return;
        last_row_ = std::max(last_row_, page.last_row);
        const auto replayed = enqueue_events(merged(std::move(page.events)));
        if (counters_) counters_->replayed.add(replayed);
        const bool caught_up = !page.more && !held_too_much_;
        if (caught_up && !ending_) go_live();
        notify();
        // The next page is read when the socket has taken this one: see take().
        if (caught_up || ending_ || !queue_.empty()) co_return;
    }
}

void Subscription::go_live() {
    live_ = true;
    for (const auto& chunk : std::exchange(held_, {})) enqueue(chunk);
    held_bytes_ = 0;
}

void Subscription::hold(const SharedChunk& chunk) {
    held_bytes_ += chunk->wire.size();
    if (held_bytes_ <= cap_) {
        held_.push_back(chunk);
        return;
    }
    // More than we keep: it is in the log, and the replay goes on until it has it.
    held_.clear();
    held_bytes_ = 0;
    held_too_much_ = true;
}

void Subscription::deliver(const SharedChunk& chunk) {
    if (ending_ || abandoned_) return;
    if (setup_.filter.conversation_id && chunk->conversation_id != *setup_.filter.conversation_id) return;
    if (!live_) return hold(chunk);
    enqueue(chunk);
    notify();
}

void Subscription::enqueue(const SharedChunk& chunk) {
    if (chunk->last_row() <= last_row_) return;
    if (takes_whole_chunks_ && chunk->first_row() > last_row_) {
        last_row_ = chunk->last_row();
        queued_bytes_ += chunk->wire.size();
        queue_.push_back({chunk, nullptr});
    } else {
        std::vector<Event> wanted;
        for (const auto& event : chunk->events)
            if (event.row > last_row_ && setup_.filter.wants(event)) wanted.push_back(event);
        last_row_ = chunk->last_row();
        enqueue_events(std::move(wanted));
    }
    if (queued_bytes_ > merge_at_) merge_waiting();
    if (queued_bytes_ > cap_) overflow();
}

std::size_t Subscription::enqueue_events(std::vector<Event> events) {
    if (setup_.last) {
        const auto end = std::ranges::find_if(events, setup_.last);
        if (end != events.end()) {
            events.erase(end + 1, events.end());
            ending_ = true;
        }
    }
    const auto count = events.size();
    if (count == 0) return 0;
    auto chunk = make_chunk(std::move(events));
    queued_bytes_ += chunk->wire.size();
    queue_.push_back({std::move(chunk), nullptr});
    return count;
}

void Subscription::enqueue_bytes(std::string bytes) {
    queued_bytes_ += bytes.size();
    queue_.push_back({nullptr, std::make_shared<const std::string>(std::move(bytes))});
}

void Subscription::enqueue_frame(std::string_view type, std::string frame) {
    if (counters_) counters_->sent[place_of(type)].add();
    enqueue_bytes(std::move(frame));
}

std::vector<Event> Subscription::merged(std::vector<Event> events) const {
    std::vector<Event> out;
    for (auto& event : events)
        if (out.empty() || !merge(out.back(), event)) out.push_back(std::move(event));
    if (counters_) counters_->merged.add(events.size() - out.size());
    return out;
}

// Turns all that waits into one chunk whose neighbouring deltas are one. Done at doubling sizes, so that each byte is
// rendered again a bounded number of times.
void Subscription::merge_waiting() {
    Queue before;
    before.swap(queue_);
    queued_bytes_ = 0;
    std::vector<Event> events;
    const auto flush = [&] {
        if (events.empty()) return;
        auto chunk = make_chunk(merged(std::exchange(events, {})));
        queued_bytes_ += chunk->wire.size();
        queue_.push_back({std::move(chunk), nullptr});
    };
    for (auto& item : before) {
        if (item.chunk) {
            events.insert(events.end(), item.chunk->events.begin(), item.chunk->events.end());
        } else {
            flush();
            queued_bytes_ += item.bytes->size();
            queue_.push_back(std::move(item));
        }
    }
    flush();
    merge_at_ = std::max(setup_.limits.merge_above, 2 * queued_bytes_);
}

// The rows that are dropped here were not sent: the reader's own last id brings it back to them.
void Subscription::overflow() {
    if (counters_) counters_->overflowed.add();
    queue_.clear();
    queued_bytes_ = 0;
    ending_ = true;
}

void Subscription::take(std::vector<Bytes>& out, std::size_t limit) {
    std::size_t taken = 0;
    auto item = queue_.begin();
    for (; item != queue_.end() && taken < limit; ++item) {
        taken += item->size();
        if (counters_ && item->chunk)
            for (const auto& [place, count] : item->chunk->types) counters_->sent[place].add(count);
        // The bytes live in the chunk, and share its count.
        const auto* wire = item->chunk ? &item->chunk->wire : item->bytes.get();
        out.push_back(item->chunk ? Bytes(std::move(item->chunk), wire) : std::move(item->bytes));
    }
    queue_.erase(queue_.begin(), item);
    queued_bytes_ -= taken;
    if (queue_.empty()) merge_at_ = setup_.limits.merge_above;
    if (queue_.empty() && !live_ && !loading_ && !ending_ && !abandoned_) spawn(&Subscription::load_page);
}

void Subscription::abandon() {
    abandoned_ = true;
    if (counters_ && reader_) counters_->open.add(-1);
    reader_ = nullptr;
    registration_.end();
    queue_.clear();
    held_.clear();
}

void Subscription::finish(std::string_view code, std::string_view message, bool retryable) {
    if (ending_ || abandoned_) return;
    if (!code.empty())
        enqueue_frame("stream.error",
                      unlogged_frame("stream.error", error_payload(code, message, setup_.trace_id,
                                                                   setup_.filter.message_id, retryable)));
    ending_ = true;
    notify();
}

void Subscription::missed() {
    if (ending_ || abandoned_) return;
    overflow();
    notify();
}

void Subscription::displace() { finish("limit_exceeded", "A newer stream took this one's place.", false); }

void Subscription::tick() {
    if (setup_.allowed && !setup_.allowed()) finish(setup_.ended_code, setup_.ended_message, false);
}

void Subscription::notify() {
    if (reader_) reader_->wake();
}

void Subscription::approach() const {
    prefetch(reader_, -64, 192);  // in the midst of the connection's writer: its deadline stands before it
}

}  // namespace rustygpt::stream
