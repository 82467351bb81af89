#include "telemetry/exposition.h"

#include <limits>
#include <sstream>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace rustygpt::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr double nanoseconds_per_second = 1e9;

ClientMetric labelled(Labels labels) {
    ClientMetric metric;
    for (const auto& [name, value] : labels) metric.label.push_back({std::string(name), std::string(value)});
    return metric;
}

ClientMetric::Histogram histogram_of(const Durations::Sum& sum) {
    ClientMetric::Histogram out;
    for (std::size_t i = 0; i < sum.buckets.size(); ++i) {
        out.sample_count += sum.buckets[i];
        const double bound = i < Durations::bounds.size() ? std::chrono::duration<double>(Durations::bounds[i]).count()
                                                          : std::numeric_limits<double>::infinity();
        out.bucket.push_back({out.sample_count, bound});
    }
    out.sample_sum = static_cast<double>(sum.nanoseconds) / nanoseconds_per_second;
    return out;
}

}  // namespace

struct Page::Families {
    std::vector<MetricFamily> all;
    std::size_t open = 0;

    void begin(std::string_view name, std::string_view help, MetricType type) {
        for (open = 0; open < all.size(); ++open)
            if (all[open].name == name) return;
        all.push_back({std::string(name), std::string(help), type, {}});
    }
    void add(ClientMetric metric) { all[open].metric.push_back(std::move(metric)); }
};

Page::Page() : families_(std::make_unique<Families>()) {}
Page::~Page() = default;

Page& Page::counter(std::string_view name, std::string_view help) {
    families_->begin(name, help, MetricType::Counter);
    return *this;
}

Page& Page::gauge(std::string_view name, std::string_view help) {
    families_->begin(name, help, MetricType::Gauge);
    return *this;
}

Page& Page::durations(std::string_view name, std::string_view help) {
    families_->begin(name, help, MetricType::Histogram);
    return *this;
}

Page& Page::sample(Labels labels, double value) {
    auto metric = labelled(labels);
    const bool rises = families_->all[families_->open].type == MetricType::Counter;
    (rises ? metric.counter.value : metric.gauge.value) = value;
    families_->add(std::move(metric));
    return *this;
}

Page& Page::sample(Labels labels, const Durations::Sum& sum) {
    auto metric = labelled(labels);
    metric.histogram = histogram_of(sum);
    families_->add(std::move(metric));
    return *this;
}

std::string Page::text() const {
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, families_->all);
    return std::move(out).str();
}

std::string Registry::text() const {
    Page page;
    for (const auto& source : sources_) source(page);
    return page.text();
}

}  // namespace rustygpt::metrics
