#include "stream/hub.h"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

#include "stream/prefetch.h"

namespace rustygpt::stream {
namespace {

// A visit ends in a send, in which the kernel pushes everything out of the nearest caches. Asking for a subscriber
// while those before it are served hides the wait for its memory.
constexpr std::size_t fetched_ahead = 2;
constexpr std::ptrdiff_t touched = 192;  // bytes of a subscriber that a delivery touches

// Does something on the way out, however that comes about.
template <class F>
class Finally {
public:
    explicit Finally(F action) : action_(std::move(action)) {}
    ~Finally() { action_(); }
    Finally(const Finally&) = delete;
    Finally& operator=(const Finally&) = delete;

private:
    F action_;
};

}  // namespace

Hub::~Hub() = default;

void Hub::add_core(Executor executor) {
    shards_.push_back(std::make_unique<Shard>(std::move(executor)));
    if (counting_) shards_.back()->counters = std::make_unique<Counters>();
}

Hub::Registration& Hub::Registration::operator=(Registration&& other) noexcept {
    if (this == &other) return *this;
    end();
    hub_ = std::exchange(other.hub_, nullptr);
    core_ = other.core_;
    user_ = other.user_;
    serial_ = other.serial_;
    return *this;
}

void Hub::Registration::end() {
    if (auto* hub = std::exchange(hub_, nullptr)) hub->unsubscribe(core_, user_, serial_);
}

const Executor& Hub::executor(std::size_t core) const { return shards_[core]->executor; }

Hub::Registration Hub::subscribe(std::size_t core, const Id& user, Subscriber& subscriber, bool counted) {
    Registration registration;
    registration.hub_ = this;
    registration.core_ = core;
    registration.user_ = user;
    std::optional<Place> oldest;
    {
        std::lock_guard lock(mutex_);
        registration.serial_ = next_serial_++;
        auto& places = places_[user];
        places.push_back({registration.serial_, core, counted});
        oldest = displaced(places);
    }
    auto& shard = *shards_[core];
    shard.ended.reserve(shard.open + 1);
    shard.subscribers[user].push_back({registration.serial_, &subscriber});
    ++shard.open;
    if (oldest) {
        asio::post(shards_[oldest->core]->executor, [this, user, place = *oldest] {
            const auto found = shards_[place.core]->subscribers.find(user);
            if (found == shards_[place.core]->subscribers.end()) return;
            const auto entry = std::ranges::find(found->second, place.serial, &Entry::serial);
            if (entry != found->second.end() && entry->subscriber) entry->subscriber->displace();
        });
    }
    return registration;
}

std::optional<Hub::Place> Hub::displaced(std::vector<Place>& places) const {
    const auto counted = static_cast<std::size_t>(std::ranges::count(places, true, &Place::counted));
    if (counted <= max_per_user_) return std::nullopt;
    const auto oldest = std::ranges::find(places, true, &Place::counted);
    oldest->counted = false;  // It is on its way out.
    return *oldest;
}

void Hub::unsubscribe(std::size_t core, const Id& user, std::uint64_t serial) {
    auto& shard = *shards_[core];
    if (const auto found = shard.subscribers.find(user); found != shard.subscribers.end()) {
        const auto entry = std::ranges::find(found->second, serial, &Entry::serial);
        if (entry != found->second.end()) {  // else it failed on its way in
            entry->subscriber = nullptr;
            shard.ended.push_back(user);
        } else if (found->second.empty() && shard.walks == 0) {
            shard.subscribers.erase(found);
        }
    }
    sweep(shard);

    std::lock_guard lock(mutex_);
    const auto places = places_.find(user);
    if (places == places_.end()) return;
    std::erase_if(places->second, [&](const Place& place) { return place.serial == serial; });
    if (places->second.empty()) places_.erase(places);
}

void Hub::sweep(Shard& shard) {
    if (shard.walks > 0) return;
    for (const auto& user : shard.ended) {
        const auto found = shard.subscribers.find(user);
        if (found == shard.subscribers.end()) continue;
        shard.open -= std::erase_if(found->second, [](const Entry& entry) { return entry.subscriber == nullptr; });
        if (found->second.empty()) shard.subscribers.erase(found);
    }
    shard.ended.clear();
}

template <class Visit>
void Hub::walk(Shard& shard, std::vector<Entry>& entries, const Visit& visit) {
    ++shard.walks;
    const Finally walked([&shard] { --shard.walks; });
    // By index and only up to today's size: a visit may subscribe, too.
    for (std::size_t i = 0, size = entries.size(); i < size; ++i) {
        if (i + fetched_ahead < size) prefetch(entries[i + fetched_ahead].subscriber, 0, touched);
        if (i + 1 < size && entries[i + 1].subscriber) entries[i + 1].subscriber->approach();
        if (auto* subscriber = entries[i].subscriber) visit(*subscriber);
    }
}

void Hub::publish(std::vector<Event> events) {
    try {
        distribute(std::move(events));
    } catch (const std::bad_alloc&) {
        for (auto& shard : shards_) shard->missed = true;
    }
}

void Hub::distribute(std::vector<Event> events) {
    // A user who nobody listens for costs no rendering. Whoever subscribes after this look reads the log afterwards,
    // where these events already are.
    std::vector<bool> wanted(shards_.size());
    {
        std::lock_guard lock(mutex_);
        std::erase_if(events, [&](const Event& event) {
            const auto found = places_.find(event.user_id);
            if (found == places_.end()) return true;
            for (const auto& place : found->second) wanted[place.core] = true;
            return false;
        });
    }
    if (events.empty()) return;
    const auto chunks = std::make_shared<const std::vector<SharedChunk>>(make_chunks(std::move(events)));
    for (std::size_t core = 0; core < shards_.size(); ++core) {
        if (!wanted[core]) continue;
        auto& shard = *shards_[core];
        asio::post(shard.executor, [&shard, chunks] { dispatch(shard, *chunks); });
    }
}

void Hub::dispatch(Shard& shard, const std::vector<SharedChunk>& chunks) {
    if (shard.missed) return send_away(shard);
    try {
        deliver(shard, chunks);
    } catch (const std::bad_alloc&) {
        shard.missed = true;
        send_away(shard);
    }
}

void Hub::send_away(Shard& shard) {
    // No more than what is there is touched: there may still be no memory. What fails is tried again at the next tick.
    ++shard.walks;
    const Finally walked([&shard] {
        --shard.walks;
        sweep(shard);
    });
    for (auto& [_, entries] : shard.subscribers)
        for (auto& entry : entries)
            if (entry.subscriber) entry.subscriber->missed();
    shard.missed = false;
}

void Hub::deliver(Shard& shard, const std::vector<SharedChunk>& chunks) {
    for (const auto& chunk : chunks) {
        const auto found = shard.subscribers.find(chunk->user_id);
        if (found == shard.subscribers.end()) continue;
        walk(shard, found->second, [&](Subscriber& subscriber) { subscriber.deliver(chunk); });
        sweep(shard);
    }
}

template <class Visit>
void Hub::walk_all(Shard& shard, const Visit& visit) {
    std::vector<Id> users;
    for (const auto& [user, _] : shard.subscribers) users.push_back(user);
    for (const auto& user : users) {
        const auto found = shard.subscribers.find(user);
        if (found != shard.subscribers.end()) walk(shard, found->second, visit);
    }
    sweep(shard);
}

void Hub::tick(std::size_t core) {
    if (shards_[core]->missed) send_away(*shards_[core]);
    walk_all(*shards_[core], [](Subscriber& subscriber) { subscriber.tick(); });
}

void Hub::wind_up() {
    winding_up_ = true;
    for (auto& shard : shards_)
        asio::post(shard->executor,
                   [&shard = *shard] { walk_all(shard, [](Subscriber& subscriber) { subscriber.wind_up(); }); });
}

std::size_t Hub::active() const {
    std::lock_guard lock(mutex_);
    std::size_t total = 0;
    for (const auto& [_, places] : places_) total += places.size();
    return total;
}

void Hub::write_metrics(metrics::Page& page) const {
    if (!counting_) return;
    const auto sum = [&](auto value_of) {
        decltype(value_of(*shards_.front()->counters)) total = 0;
        for (const auto& shard : shards_) total += value_of(*shard->counters);
        return total;
    };
    const auto all = [&](auto Counters::* one) {
        return sum([one](const Counters& core) { return (core.*one).value(); });
    };
    page.gauge("rustygpt_streams_active", "Open event streams.").sample({}, all(&Counters::open));
    page.counter("rustygpt_sse_events_total", "Events sent to readers; merged deltas count as one.");
    for (std::size_t place = 0; place < event_types.size(); ++place)
        page.sample({{"type", event_types[place]}},
                    sum([place](const Counters& core) { return core.sent[place].value(); }));
    page.counter("rustygpt_sse_replayed_events_total", "Events sent to readers out of the log, not live.")
        .sample({}, all(&Counters::replayed));
    page.counter("rustygpt_sse_merged_deltas_total", "Deltas that a reader got as part of the one before.")
        .sample({}, all(&Counters::merged));
    page.counter("rustygpt_streams_overflowed_total", "Streams closed since their reader was too slow; it may resume.")
        .sample({}, all(&Counters::overflowed));
}

}  // namespace rustygpt::stream
