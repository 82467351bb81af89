#include "limits/limits.h"

#include "base/failure.h"

namespace rustygpt::limits {
namespace {

constexpr std::int64_t never_read = -1;

}  // namespace

Limits::Limits(Store& store, const Defaults& defaults, std::size_t cores)
    : store_(store), defaults_(defaults), recent_(cores), views_(cores) {
    put({.epoch = never_read});
}

void Limits::serve(std::vector<RouteShape> routes) {
    routes_ = std::move(routes);
    put(newest()->configuration());
}

void Limits::put(Configuration configuration) {
    std::lock_guard change(changing_);
    const auto last = newest();
    // Two syncs may come in the wrong order.
    if (last && configuration.epoch < last->configuration().epoch) return;
    auto table = std::make_shared<const Table>(std::move(configuration), routes_, defaults_, counters_);
    {
        std::lock_guard lock(newest_mutex_);
        newest_ = std::move(table);
    }
    version_.fetch_add(1, std::memory_order_release);
}

std::shared_ptr<const Table> Limits::newest() const {
    std::lock_guard lock(newest_mutex_);
    return newest_;
}

const Table& Limits::table_for(std::size_t core) {
    auto& view = views_[core];
    if (const auto version = version_.load(std::memory_order_acquire); view.version != version) [[unlikely]] {
        view.table = newest();
        view.version = version;
    }
    return *view.table;
}

Admission Limits::admit(std::size_t core, std::size_t route, std::string_view path, std::string_view segment,
                        const CallerKey& caller, Instant now) {
    recent_.add(core, {now, caller, static_cast<std::uint16_t>(route), segment_hash(segment)});
    const auto* rule = table_for(core).rule(route, path);
    if (!rule) return {};
    const auto decision = buckets_.decide({rule->scope, caller}, rule->rate, now);
    if (!decision.admitted) rule->denials->fetch_add(1, std::memory_order_relaxed);
    return {rule, decision};
}

Task<> Limits::sync() {
    const auto known = newest()->configuration().epoch;
    auto changed = co_await store_.changes(known);
    if (changed) put(std::move(*changed));
}

LimitPreview Limits::preview(const Trial& trial, Instant since) const {
    if (!can_preview(trial.pattern, routes_))
        throw Failure::invalid("body", "/path", "may spell out only the first :name of a route in a preview");
    const auto table = newest();
    return replay(trial, recent_.since(since), table->configuration(), routes_, defaults_);
}

std::map<std::string, std::uint64_t> Limits::denials() const {
    std::lock_guard change(changing_);
    std::map<std::string, std::uint64_t> out{{default_profile, counters_.at(Id{})->load()}};
    for (const auto& profile : newest()->configuration().profiles) out[profile.name] = counters_.at(profile.id)->load();
    return out;
}

}  // namespace rustygpt::limits
