#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "base/waker.h"
#include "stream/event_store.h"
#include "stream/hub.h"

namespace rustygpt::stream {

struct SubscriptionLimits {
    std::size_t merge_above = 64 * 1024;  // waiting bytes from which deltas are merged
    std::size_t cap = 512 * 1024;         // waiting bytes from which the reader is disconnected
    std::int64_t page = 256;              // events read at once while replaying
};

// One reader's way through the log: first what it missed, then what happens, each event once and in order.
// Made and used on one core. Where the reader is slower than its events it waits, merges, and at last lets go: the
// reader comes back with the id of its last event.
class Subscription : public Subscriber, public std::enable_shared_from_this<Subscription> {
public:
    using Bytes = std::shared_ptr<const std::string>;

    struct Setup {
        std::size_t core = 0;
        Filter filter;
        Resolved start{};                         // found before the reader was told that it is connected
        std::string opening{};                    // bytes sent before anything else (the retry line)
        std::string_view opening_type{};          // where they are an event
        std::function<bool()> allowed{};  // asked at each tick: does the reader's session or token still live?
        std::string_view ended_code = "session_expired";  // told where not; both with static lifetime
        std::string_view ended_message = "The session has ended.";
        std::string trace_id{};
        std::function<bool(const Event&)> last{};  // true: the stream ends after this event
        std::vector<std::string> resync{};  // for stream.reset
        SubscriptionLimits limits{};
    };

    Subscription(Hub& hub, EventStore& store, Setup setup);

    // To be called once; starts the replay. The reader is woken when take() has something, or finished() became true.
    void open(Waker& reader);
    void take(std::vector<Bytes>& out, std::size_t limit);
    [[nodiscard]] bool finished() const { return ending_ && queue_.empty(); }
    // The replay is over: what happens from now on arrives as it happens.
    [[nodiscard]] bool live() const { return live_; }
    // The reader is gone: nothing is delivered or called back any more.
    void abandon();
    // Says goodbye with stream.error (no frame where code is empty) after what waits, and finishes.
    void finish(std::string_view code, std::string_view message, bool retryable);

    void deliver(const SharedChunk& chunk) override;
    void displace() override;
    void tick() override;
    void wind_up() override {}  // the connection closes its feed itself
    void missed() override;
    void approach() const override;

private:
    // What waits for the socket: a chunk, whose events may yet be merged, or bytes of our own.
    struct Item {
        SharedChunk chunk;
        Bytes bytes;  // where there is no chunk
        [[nodiscard]] std::size_t size() const { return chunk ? chunk->wire.size() : bytes->size(); }
    };

    // One item has its place here: it is what a reader that keeps up has waiting.
    using Queue = boost::container::small_vector<Item, 1>;

    Task<> load_page();
    void spawn(Task<> (Subscription::*step)());
    void go_live();
    void hold(const SharedChunk& chunk);
    void enqueue(const SharedChunk& chunk);
    // Returns how many of them.
    std::size_t enqueue_events(std::vector<Event> events);
    void enqueue_bytes(std::string bytes);
    void enqueue_frame(std::string_view type, std::string frame);
    [[nodiscard]] std::vector<Event> merged(std::vector<Event> events) const;
    void merge_waiting();
    void overflow();
    void notify();

    // First what each delivery touches: with a thousand readers the memory that a round walks through is its cost
    // (Hub::walk fetches the beginning of the next reader ahead).
    bool live_ = false;  // the replay is over
    bool loading_ = false;  // a page is being read
    bool ending_ = false;  // nothing is added any more
    bool abandoned_ = false;
    const bool takes_whole_chunks_;  // of its conversation: no event has to be looked at
    std::int64_t last_row_ = 0;  // everything up to here was queued or does not concern this reader
    Queue queue_;
    std::size_t queued_bytes_ = 0;
    std::size_t merge_at_ = 0;
    const std::size_t cap_;
    Counters* counters_;  // of its core; null where nobody wants to know
    Waker* reader_ = nullptr;  // from open() to abandon()

    Setup setup_;
    Hub& hub_;
    EventStore& store_;
    Hub::Registration registration_;
    std::vector<SharedChunk> held_;  // arrived live while the replay was still reading
    std::size_t held_bytes_ = 0;
    bool held_too_much_ = false;
};

}  // namespace rustygpt::stream
