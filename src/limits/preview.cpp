#include "limits/preview.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace rustygpt::limits {
namespace {

constexpr std::size_t most_callers = 1'000;

struct Replayed {
    std::array<Instant, 2> due{};  // of guarded routes apart, as in Scope
    std::int64_t requests = 0;
    std::int64_t denied = 0;
};
// CallerKey in an order.
using Callers = std::map<std::pair<std::array<std::uint8_t, 16>, CallerKey::Kind>, Replayed>;

// The present configuration with the trial in it, as its last assignment.
Configuration with_trial(const Trial& trial, Configuration configuration) {
    const auto same = [&](const LimitAssignment& assignment) {
        const auto pattern = RoutePattern::parse(assignment.method, assignment.path);
        return pattern && pattern->method() == trial.pattern.method() && pattern->key() == trial.pattern.key();
    };
    std::erase_if(configuration.assignments, same);
    const auto id = new_id();
    configuration.profiles.push_back({.id = id, .params = trial.params});
    configuration.assignments.push_back(
        {.id = id, .profile_id = id, .method = trial.pattern.method(), .path = trial.pattern.path()});
    return configuration;
}

// The record has of a path what stood in its first hole, and nothing of others.
bool matches(const RoutePattern& pattern, const RouteShape& route, const Request& request) {
    const auto texts = pattern.spelled_out(route.path);
    const auto spelled = [](std::string_view text) { return !text.empty(); };
    if (texts.empty() || std::any_of(texts.begin() + 1, texts.end(), spelled)) return false;
    return segment_hash(texts.front()) == request.segment;
}

LimitPreview summed_up(const Callers& callers) {
    LimitPreview preview;
    for (const auto& [who, replayed] : callers) {
        preview.requests += replayed.requests;
        preview.denied += replayed.denied;
        preview.callers.push_back({CallerKey{who.first, who.second}.text(), replayed.requests, replayed.denied});
    }
    std::ranges::sort(preview.callers, [](const PreviewCaller& a, const PreviewCaller& b) {
        return std::tie(b.denied, b.requests, a.caller) < std::tie(a.denied, a.requests, b.caller);
    });
    if (preview.callers.size() > most_callers) preview.callers.resize(most_callers);
    return preview;
}

}  // namespace

bool can_preview(const RoutePattern& pattern, const std::vector<RouteShape>& routes) {
    return std::ranges::all_of(routes, [&](const RouteShape& route) {
        if (pattern.coverage(route.method, route.path) != RoutePattern::Coverage::some) return true;
        const auto texts = pattern.spelled_out(route.path);
        return std::all_of(texts.begin() + 1, texts.end(), [](std::string_view text) { return text.empty(); });
    });
}

LimitPreview replay(const Trial& trial, std::span<const Request> requests, const Configuration& configuration,
                    const std::vector<RouteShape>& routes, const Defaults& defaults) {
    Table::Counters counters;
    auto hypothetical = with_trial(trial, configuration);
    const auto id = hypothetical.assignments.back().id;
    const Table table(std::move(hypothetical), routes, defaults, counters);
    std::unordered_map<std::uint64_t, const Rule*> known;  // what requests of one route and segment have in common
    const auto rule_of = [&](const Request& request) {
        const auto [found, fresh] = known.try_emplace(std::uint64_t{request.route} << 32 | request.segment);
        const auto of_request = [&](const RoutePattern& pattern) {
            return matches(pattern, routes[request.route], request);
        };
        if (fresh) found->second = table.rule(request.route, of_request);
        return found->second;
    };
    Callers callers;
    for (const auto& request : requests) {
        const auto* rule = rule_of(request);
        if (!rule || rule->scope.assignment != id) continue;
        auto& replayed = callers[{request.caller.bytes, request.caller.kind}];
        auto& due = replayed.due[rule->scope.fallback == Fallback::guarded ? 1 : 0];
        ++replayed.requests;
        replayed.denied += !decide(due, rule->rate, request.at).admitted;
    }
    return summed_up(callers);
}

}  // namespace rustygpt::limits
