#pragma once

#include <functional>
#include <mutex>
#include <optional>

#include "accounts/statistics.h"

namespace rustygpt::api {

// What GET /api/admin/stats tells. The counts are kept for some seconds: however often somebody asks, the database is
// asked no more often, and by one at a time once there is an answer. Thread-safe.
class ServerStatistics {
public:
    static constexpr seconds kept{10};

    // What is known without the database; called on any thread, must not block for long.
    struct Probes {
        std::function<std::int64_t()> open_streams{};
        std::function<std::int64_t()> database_bytes{};
    };

    // All three outlive this.
    ServerStatistics(accounts::Statistics& store, const Clock& clock, seconds session_idle, Probes probes_)
        : probes(std::move(probes_)),
          clock_(clock),
          store_(store),
          session_idle_(session_idle),
          started_(clock.now()) {}

    struct Counted {
        Time at{};
        accounts::Counts counts{};
    };
    Task<Counted> count();
    [[nodiscard]] Time started() const { return started_; }
    [[nodiscard]] Time now() const { return clock_.now(); }

    const Probes probes;

private:
    // What may be told without counting again; where there is nothing the caller counts.
    std::optional<Counted> told();

    const Clock& clock_;
    accounts::Statistics& store_;
    const seconds session_idle_;
    const Time started_;
    std::mutex mutex_;
    std::optional<Counted> last_;
    bool counting_ = false;
};

}  // namespace rustygpt::api
