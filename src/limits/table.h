#pragma once

#include <atomic>
#include <concepts>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "limits/buckets.h"
#include "limits/store.h"

namespace rustygpt::limits {

// A route as limits see it; its place in their list is its number.
struct RouteShape {
    std::string method{};  // "GET"
    std::string path{};    // "/api/conversations/:id"
    Fallback fallback = Fallback::shared;
};

// What routes without an assignment get. requests_per_second 0: no limit.
struct Defaults {
    double requests_per_second = 10;
    std::int64_t burst = 20;
};

using Counter = std::atomic<std::uint64_t>;

// A limit as it acts on some routes.
struct Rule {
    Scope scope{};
    Rate rate{};
    std::string profile{};                     // its name
    std::shared_ptr<Counter> denials{};        // shared by all rules of the profile, and by tables to come
};

// Which rule acts on which route: worked out once per change, then only read. Immutable.
class Table {
public:
    // Denials by profile, kept from one table to the next; the zero id's are the default's.
    using Counters = std::map<Id, std::shared_ptr<Counter>>;

    // Adds counters for profiles that have none, and drops those of profiles that have gone.
    Table(Configuration configuration, const std::vector<RouteShape>& routes, const Defaults& defaults,
          Counters& counters);
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;

    // Null: not limited. path: decoded, as the router found it; it counts only on routes where a pattern spells out
    // what stands in a hole ("/api/conversations/0193…"). Valid as long as the table.
    [[nodiscard]] const Rule* rule(std::size_t route, std::string_view path) const {
        return rule(route, [path](const RoutePattern& pattern) { return pattern.matches(path); });
    }
    // The same, where matches(pattern) tells whether a pattern is for the request.
    template <class Matches>
        requires std::predicate<Matches, const RoutePattern&>
    [[nodiscard]] const Rule* rule(std::size_t route, Matches matches) const {
        const auto& at = routes_[route];
        if (!at.narrow.empty()) [[unlikely]]
            for (const auto& [pattern, rule] : at.narrow)
                if (matches(*pattern)) return rule;
        return at.rule;
    }

    [[nodiscard]] const Configuration& configuration() const { return configuration_; }

private:
    struct Assigned {
        RoutePattern pattern;
        const LimitAssignment* assignment;
        const LimitProfile* profile;
        const Rule* rule = nullptr;  // made when a route needs it
        const Rule* raised = nullptr;  // the same, for guarded routes, where it differs
    };
    struct Narrow {
        const RoutePattern* pattern;
        const Rule* rule;
    };
    struct OfRoute {
        const Rule* rule = nullptr;
        std::vector<Narrow> narrow{};  // the most specific first
    };

    void take_assignments();
    const Rule* rule_of(Assigned& assigned, Fallback fallback, const Counters& counters);

    const Configuration configuration_;
    const Defaults defaults_;
    std::vector<Assigned> assigned_;  // the most specific first
    std::deque<Rule> rules_;  // whose addresses stay
    std::vector<OfRoute> routes_;
};

// The rate of a profile on a guarded route: never below the default; where there is none, not below 10 a second and 20
// at once.
LimitParams raised(const LimitParams& params, const Defaults& defaults);

}  // namespace rustygpt::limits
