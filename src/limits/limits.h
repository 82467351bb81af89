#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "limits/preview.h"
#include "limits/recent.h"
#include "limits/table.h"

namespace rustygpt::limits {

// What a bucket said. No rule: nothing limits the request.
struct Admission {
    const Rule* rule = nullptr;  // valid until the core's next admit()
    Decision decision{};
};

// The limits of a server: who may go on, what an administrator has set, what happened lately.
class Limits {
public:
    // cores: as many as call admit(). The store outlives this.
    Limits(Store& store, const Defaults& defaults, std::size_t cores);

    // The routes, in the order of their numbers; 65,535 at most. Once, before the first admit().
    void serve(std::vector<RouteShape> routes);

    // On that core's thread, once per request: takes from the bucket and records the request. path: decoded; segment:
    // what stands in the route's first hole, or empty.
    Admission admit(std::size_t core, std::size_t route, std::string_view path, std::string_view segment,
                    const CallerKey& caller, Instant now);

    // Takes over what has changed in the store, by whichever process; returns when it acts. Any thread.
    Task<> sync();
    // Drops idle buckets. To be called now and then, from any thread.
    void sweep(Instant now) { buckets_.sweep(now); }

    // Replays the requests since then: up to some tenths of a second of work, so not on a core. Throws
    // Failure{validation_failed} where the record can't tell the pattern's requests from others.
    [[nodiscard]] LimitPreview preview(const Trial& trial, Instant since) const;

    // For the metrics, from any thread: denials since the start by the profile's name, the default's too.
    [[nodiscard]] std::map<std::string, std::uint64_t> denials() const;
    [[nodiscard]] std::size_t profile_count() const { return newest()->configuration().profiles.size(); }
    [[nodiscard]] std::size_t assignment_count() const { return newest()->configuration().assignments.size(); }

private:
    // What a core reads without asking others: it looks at version_, which changes rarely, and takes the newest table
    // where its own is older.
    struct alignas(64) View {
        std::uint64_t version = 0;
        std::shared_ptr<const Table> table{};
    };

    const Table& table_for(std::size_t core);
    [[nodiscard]] std::shared_ptr<const Table> newest() const;
    void put(Configuration configuration);

    Store& store_;
    const Defaults defaults_;
    std::vector<RouteShape> routes_;
    Buckets buckets_;
    Recent recent_;

    mutable std::mutex changing_;  // one change at a time; with it the counters
    Table::Counters counters_;
    mutable std::mutex newest_mutex_;  // held for a copy of the pointer, per core and change
    std::shared_ptr<const Table> newest_;
    std::atomic<std::uint64_t> version_{1};
    std::vector<View> views_;
};

}  // namespace rustygpt::limits
