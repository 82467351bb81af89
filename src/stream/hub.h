#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/task.h"
#include "stream/event.h"
#include "telemetry/exposition.h"

namespace rustygpt::stream {

// Gets every chunk of its user's events, on its own core.
class Subscriber {
public:
    virtual ~Subscriber() = default;
    virtual void deliver(const SharedChunk& chunk) = 0;
    // Its place is needed by a newer stream of the same user.
    virtual void displace() = 0;
    // Called about twice a second.
    virtual void tick() = 0;
    // The server stops: nothing is worth waiting for any more.
    virtual void wind_up() = 0;
    // An event may be missing from what comes from now on: nothing more is to be told.
    virtual void missed() {}
    // It is the next to be delivered to: a chance to ask for memory that delivering touches.
    virtual void approach() const {}
};

// Fans durable events out to the subscribers of all cores. Which users listen where is known to all threads;
// the subscribers themselves are touched by their own core only.
class Hub {
public:
    // max_per_user: counted streams of one user before the oldest goes. counting: keep counters for write_metrics.
    explicit Hub(std::size_t max_per_user, bool counting = false) : max_per_user_(max_per_user), counting_(counting) {}
    ~Hub();
    // Before the first subscription, and never after it: one call per core, in order.
    void add_core(Executor executor);
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;

    // Ends the subscription when destroyed, on the core where it began.
    class Registration {
    public:
        Registration() = default;
        Registration(Registration&& other) noexcept { *this = std::move(other); }
        Registration& operator=(Registration&& other) noexcept;
        ~Registration() { end(); }
        void end();

    private:
        friend class Hub;
        Hub* hub_ = nullptr;
        std::size_t core_ = 0;
        Id user_{};
        std::uint64_t serial_ = 0;
    };

    // On that core's thread. counted: this one counts against max_per_user (a waiting POST does not).
    [[nodiscard]] Registration subscribe(std::size_t core, const Id& user, Subscriber& subscriber, bool counted);

    // Events that are durable now, in the order of their rows. Any thread, but one at a time.
    void publish(std::vector<Event> events);
    // Calls tick() on every subscriber of a core; on that core's thread.
    void tick(std::size_t core);
    // Calls wind_up() on every subscriber, each on its own core. Any thread.
    void wind_up();
    [[nodiscard]] bool winding_up() const { return winding_up_; }
    [[nodiscard]] std::size_t active() const;
    // A core's counters; null where nobody wants to know.
    [[nodiscard]] Counters* counters(std::size_t core) const { return shards_[core]->counters.get(); }
    // Nothing where not counting. Any thread.
    void write_metrics(metrics::Page& page) const;
    [[nodiscard]] std::size_t cores() const { return shards_.size(); }
    [[nodiscard]] const Executor& executor(std::size_t core) const;

private:
    struct Entry {
        std::uint64_t serial;
        Subscriber* subscriber;
    };
    // Touched by its core's thread only. A delivery may end subscriptions, its own or another's: while a walk is on,
    // an ended entry only loses its pointer, and sweep() clears up afterwards.
    struct Shard {
        explicit Shard(Executor executor_) : executor(std::move(executor_)) {}
        Executor executor;
        std::unordered_map<Id, std::vector<Entry>> subscribers;
        int walks = 0;
        std::vector<Id> ended;  // users with entries to sweep; has room for all, so that ending can't fail
        std::size_t open = 0;  // entries, ended ones included
        std::atomic<bool> missed = false;  // an event could not be delivered, for want of memory
        std::unique_ptr<Counters> counters{};
    };
    struct Place {
        std::uint64_t serial;
        std::size_t core;
        bool counted;
    };

    void distribute(std::vector<Event> events);
    static void deliver(Shard& shard, const std::vector<SharedChunk>& chunks);
    // Whoever may have missed an event is sent away, before a later one reaches them: they come back by the id that
    // they have, and miss nothing.
    static void send_away(Shard& shard);
    static void dispatch(Shard& shard, const std::vector<SharedChunk>& chunks);
    template <class Visit>
    static void walk(Shard& shard, std::vector<Entry>& entries, const Visit& visit);
    template <class Visit>
    static void walk_all(Shard& shard, const Visit& visit);
    static void sweep(Shard& shard);
    void unsubscribe(std::size_t core, const Id& user, std::uint64_t serial);
    // The oldest counted place of a user who has one too many, taken out of the count.
    std::optional<Place> displaced(std::vector<Place>& places) const;

    std::vector<std::unique_ptr<Shard>> shards_;
    std::size_t max_per_user_;
    bool counting_;
    std::atomic<bool> winding_up_ = false;
    mutable std::mutex mutex_;  // guards what follows
    std::unordered_map<Id, std::vector<Place>> places_;
    std::uint64_t next_serial_ = 1;
};

}  // namespace rustygpt::stream
