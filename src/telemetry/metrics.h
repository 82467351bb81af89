#pragma once

// What modules count with. Adding is one relaxed atomic addition: no lock, no allocation, no look-up by name. Where
// several cores add all the time, the owner keeps one of these per core and sums them up when somebody asks.

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace rustygpt::metrics {

// A number that only rises. Thread-safe.
class Counter {
public:
    void add(std::uint64_t count = 1) noexcept { value_.fetch_add(count, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

// How many there are now. Thread-safe.
class Gauge {
public:
    void add(std::int64_t count) noexcept { value_.fetch_add(count, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

// How long things took, sorted into buckets: a histogram. Thread-safe.
class Durations {
public:
    // Inclusive upper bounds. One more bucket holds what took longer.
    static constexpr std::array<std::chrono::microseconds, 17> bounds{
        std::chrono::microseconds(100),       std::chrono::microseconds(250),
        std::chrono::microseconds(500),       std::chrono::microseconds(1'000),
        std::chrono::microseconds(2'500),     std::chrono::microseconds(5'000),
        std::chrono::microseconds(10'000),    std::chrono::microseconds(25'000),
        std::chrono::microseconds(50'000),    std::chrono::microseconds(100'000),
        std::chrono::microseconds(250'000),   std::chrono::microseconds(500'000),
        std::chrono::microseconds(1'000'000), std::chrono::microseconds(2'500'000),
        std::chrono::microseconds(5'000'000), std::chrono::microseconds(10'000'000),
        std::chrono::microseconds(60'000'000)};

    // Less than nothing counts as nothing.
    void observe(std::chrono::nanoseconds took) noexcept {
        const auto positive = std::max(took, std::chrono::nanoseconds(0));
        std::size_t bucket = 0;
        while (bucket < bounds.size() && positive > bounds[bucket]) ++bucket;
        buckets_[bucket].add();
        nanoseconds_.add(static_cast<std::uint64_t>(positive.count()));
    }

    // What several of them have seen together.
    struct Sum {
        std::array<std::uint64_t, bounds.size() + 1> buckets{};  // each without those below it
        std::uint64_t nanoseconds = 0;

        Sum& operator+=(const Durations& durations) noexcept {
            for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += durations.buckets_[i].value();
            nanoseconds += durations.nanoseconds_.value();
            return *this;
        }
        [[nodiscard]] std::uint64_t count() const noexcept {
            std::uint64_t total = 0;
            for (const auto bucket : buckets) total += bucket;
            return total;
        }
    };

private:
    std::array<Counter, bounds.size() + 1> buckets_{};
    Counter nanoseconds_{};
};

}  // namespace rustygpt::metrics
