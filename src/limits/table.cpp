#include "limits/table.h"

#include <algorithm>

namespace rustygpt::limits {
namespace {

Rate rate_of(const LimitParams& params) { return Rate::of(params.requests_per_second, params.burst); }

void keep_counters(Table::Counters& counters, const Configuration& configuration) {
    const auto gone = [&](const auto& entry) {
        const auto is = [&](const LimitProfile& profile) { return profile.id == entry.first; };
        return entry.first != Id{} && std::ranges::none_of(configuration.profiles, is);
    };
    std::erase_if(counters, gone);
    const auto add = [&](const Id& id) {
        if (!counters.contains(id)) counters[id] = std::make_shared<Counter>(0);
    };
    add(Id{});
    for (const auto& profile : configuration.profiles) add(profile.id);
}

}  // namespace

LimitParams raised(const LimitParams& params, const Defaults& defaults) {
    const auto floor = defaults.requests_per_second > 0 ? defaults : Defaults{};
    return {std::max(params.requests_per_second, floor.requests_per_second), std::max(params.burst, floor.burst)};
}

Table::Table(Configuration configuration, const std::vector<RouteShape>& routes, const Defaults& defaults,
             Counters& counters)
    : configuration_(std::move(configuration)), defaults_(defaults) {
    keep_counters(counters, configuration_);
    take_assignments();
    const Rule* fallbacks[4] = {};
    const auto fallback_rule = [&](Fallback fallback) -> const Rule* {
        if (fallback == Fallback::none || defaults_.requests_per_second <= 0) return nullptr;
        auto& rule = fallbacks[static_cast<std::size_t>(fallback)];
        if (!rule)
            rule = &rules_.emplace_back(Rule{.scope = {.fallback = fallback},
                                             .rate = Rate::of(defaults_.requests_per_second, defaults_.burst),
                                             .profile = default_profile,
                                             .denials = counters.at(Id{})});
        return rule;
    };
    for (const auto& route : routes) {
        OfRoute of_route;
        for (auto& assigned : assigned_) {
            const auto coverage = assigned.pattern.coverage(route.method, route.path);
            if (coverage == RoutePattern::Coverage::none) continue;
            const auto* rule = rule_of(assigned, route.fallback, counters);
            if (coverage == RoutePattern::Coverage::all) {
                of_route.rule = rule;
                break;
            }
            of_route.narrow.push_back({&assigned.pattern, rule});
        }
        if (!of_route.rule) of_route.rule = fallback_rule(route.fallback);
        routes_.push_back(std::move(of_route));
    }
}

void Table::take_assignments() {
    for (const auto& assignment : configuration_.assignments) {
        const auto profile = std::ranges::find(configuration_.profiles, assignment.profile_id, &LimitProfile::id);
        auto pattern = RoutePattern::parse(assignment.method, assignment.path);
        // A newer version's pattern would not be understood; the store holds profile and assignment together.
        if (!pattern || profile == configuration_.profiles.end()) continue;
        assigned_.push_back({std::move(*pattern), &assignment, &*profile});
    }
    std::ranges::sort(assigned_, [](const Assigned& a, const Assigned& b) { return a.pattern.before(b.pattern); });
}

const Rule* Table::rule_of(Assigned& assigned, Fallback fallback, const Counters& counters) {
    const auto& params = assigned.profile->params;
    const auto on_guarded = raised(params, defaults_);
    const bool apart = fallback == Fallback::guarded && on_guarded != params;
    auto& rule = apart ? assigned.raised : assigned.rule;
    if (!rule)
        rule =
            &rules_.emplace_back(Rule{.scope = {assigned.assignment->id, apart ? Fallback::guarded : Fallback::shared},
                                      .rate = rate_of(apart ? on_guarded : params),
                                      .profile = assigned.profile->name,
                                      .denials = counters.at(assigned.profile->id)});
    return rule;
}

}  // namespace rustygpt::limits
