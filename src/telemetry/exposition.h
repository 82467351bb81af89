#pragma once

// How what was counted is shown: the Prometheus text format, version 0.0.4.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "telemetry/metrics.h"

namespace rustygpt::metrics {

// Name and value. The values come from sets that we or the operator fixed; never from a client.
using Label = std::pair<std::string_view, std::string_view>;
using Labels = std::initializer_list<Label>;

// One scrape's result while it is being written. A metric is begun with its name, then given its samples; beginning a
// name again goes on with it.
class Page {
public:
    Page();
    ~Page();
    Page(const Page&) = delete;
    Page& operator=(const Page&) = delete;

    Page& counter(std::string_view name, std::string_view help);
    Page& gauge(std::string_view name, std::string_view help);
    // The name ends in _seconds.
    Page& durations(std::string_view name, std::string_view help);

    // Of the metric that was begun last.
    Page& sample(Labels labels, double value);
    Page& sample(Labels labels, std::uint64_t value) { return sample(labels, static_cast<double>(value)); }
    Page& sample(Labels labels, std::int64_t value) { return sample(labels, static_cast<double>(value)); }
    Page& sample(Labels labels, const Durations::Sum& sum);

    [[nodiscard]] std::string text() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

// All that is shown. Each source writes its metrics when a scrape asks.
class Registry {
public:
    // Before the first scrape; what the source refers to outlives the last. Called on any thread, on several at once.
    void add(std::function<void(Page&)> source) { sources_.push_back(std::move(source)); }
    [[nodiscard]] std::string text() const;

private:
    std::vector<std::function<void(Page&)>> sources_;
};

}  // namespace rustygpt::metrics
