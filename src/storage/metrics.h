#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "storage/operation.h"
#include "telemetry/exposition.h"

namespace rustygpt::storage {

// How long the database's operations took, from being asked for to being durable or read: the wait for a thread, the
// statements and the commit. Thread-safe; each of the database's threads adds to numbers of its own.
class DatabaseMetrics {
public:
    // threads: how many will observe, 1 or more.
    explicit DatabaseMetrics(std::size_t threads) : threads_(threads) {}

    void observe(std::size_t thread, Operation operation, std::chrono::nanoseconds took) {
        threads_[thread % threads_.size()][static_cast<std::size_t>(operation)].observe(took);
    }
    void write(metrics::Page& page) const;

private:
    static constexpr std::size_t operations = static_cast<std::size_t>(Operation::prune) + 1;
    std::vector<std::array<metrics::Durations, operations>> threads_;
};

}  // namespace rustygpt::storage
