#pragma once

#include <algorithm>
#include <atomic>
#include <optional>
#include <vector>

#include "base/time.h"

namespace rustygpt::accounts {

// When something was last used, and as much of that as the database has been told. Any thread.
class LastUse {
public:
    explicit LastUse(Time stored) : last_(stored), written_(stored) {}

    [[nodiscard]] Time at() const { return last_.load(std::memory_order_relaxed); }
    // Only forward: of two requests at once the later one counts.
    void note(Time now) {
        auto last = at();
        while (last < now && !last_.compare_exchange_weak(last, now, std::memory_order_relaxed)) {}
    }
    // Takes over what is known of the same thing from before.
    void follow(const LastUse& before) {
        last_ = std::max(last_.load(), before.last_.load());
        written_ = std::max(written_.load(), before.written_.load());
    }
    // What is to be written now; it counts as written then. Nothing where the database knows, or was told something
    // less than `interval` ago.
    std::optional<Time> take_unwritten(Time now, seconds interval) {
        const auto last = at();
        const auto written = written_.load(std::memory_order_relaxed);
        if (last <= written || now - written < interval) return std::nullopt;
        written_.store(last, std::memory_order_relaxed);
        return last;
    }

private:
    std::atomic<Time> last_;
    std::atomic<Time> written_;
};

// Of all entries of a map from ids to pointers to what has a `use`.
template <class Told, class Entries>
std::vector<Told> take_unwritten(const Entries& entries, Time now, seconds interval) {
    std::vector<Told> out;
    for (const auto& [id, entry] : entries)
        if (const auto at = entry->use.take_unwritten(now, interval)) out.push_back({id, *at});
    return out;
}

}  // namespace rustygpt::accounts
