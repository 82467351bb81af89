#include "tools/myers.h"

#include <algorithm>

#include <fmt/format.h>

#include "tools/bounds.h"
#include "tools/describe.h"

namespace rustygpt::tools {
namespace {

using Sequence = std::vector<std::uint32_t>;

// The furthest x on each diagonal k = x - y, -d <= k <= d, after d edits.
class Frontier {
public:
    explicit Frontier(std::int64_t edits) : edits_(edits), furthest_(static_cast<std::size_t>(2 * edits + 1)) {}
    // -1 outside.
    [[nodiscard]] std::int64_t at(std::int64_t k) const {
        return k < -edits_ || k > edits_ ? -1 : furthest_[static_cast<std::size_t>(k + edits_)];
    }
    void set(std::int64_t k, std::int64_t x) {
        furthest_[static_cast<std::size_t>(k + edits_)] = static_cast<std::int32_t>(x);
    }

private:
    std::int64_t edits_;
    std::vector<std::int32_t> furthest_;
};

class Search {
public:
    Search(const Sequence& from, const Sequence& to) : from_(from), to_(to) {}

    // Whether the end was reached with exactly `edits` of them.
    bool extend(std::int64_t edits) {
        Frontier next(edits);
        bool reached = false;
        for (std::int64_t k = -edits; k <= edits && !reached; k += 2) {
            const auto x = slide(edits == 0 ? 0 : step(k), k);
            next.set(k, x);
            reached = x >= std::ssize(from_) && x - k >= std::ssize(to_);
        }
        frontiers_.push_back(std::move(next));
        return reached;
    }

    // The way to the end, backwards through the frontiers.
    [[nodiscard]] std::vector<Edit> way() const {
        std::vector<Edit> edits;
        std::int64_t x = std::ssize(from_);
        std::int64_t y = std::ssize(to_);
        for (auto d = std::ssize(frontiers_) - 1; d > 0; --d) {
            const auto& before = frontiers_[static_cast<std::size_t>(d - 1)];
            const auto k = x - y;
            const bool added = goes_down(before, k);
            const auto begin = added ? before.at(k + 1) : before.at(k - 1) + 1;
            for (; x > begin; --x, --y) edits.push_back(Edit::keep);
            edits.push_back(added ? Edit::add : Edit::remove);
            if (added) --y;
            else --x;
        }
        edits.insert(edits.end(), static_cast<std::size_t>(x), Edit::keep);
        std::reverse(edits.begin(), edits.end());
        return edits;
    }

private:
    // Whether the furthest way to diagonal k comes from above (an addition), not from the left (a removal).
    [[nodiscard]] bool goes_down(const Frontier& before, std::int64_t k) const {
        const auto above = before.at(k + 1);
        const auto left = before.at(k - 1);
        return left < 0 || (above >= 0 && left < above);
    }

    [[nodiscard]] std::int64_t step(std::int64_t k) const {
        const auto& before = frontiers_.back();
        return goes_down(before, k) ? before.at(k + 1) : before.at(k - 1) + 1;
    }

    [[nodiscard]] std::int64_t slide(std::int64_t x, std::int64_t k) const {
        while (x < std::ssize(from_) && x - k < std::ssize(to_) &&
               from_[static_cast<std::size_t>(x)] == to_[static_cast<std::size_t>(x - k)])
            ++x;
        return x;
    }

    const Sequence& from_;
    const Sequence& to_;
    std::vector<Frontier> frontiers_;
};

// Within each run of changes, removals first: how people expect to read a diff.
void removals_first(std::vector<Edit>& edits) {
    for (auto begin = edits.begin(); begin != edits.end();) {
        if (*begin == Edit::keep) {
            ++begin;
            continue;
        }
        const auto end = std::find(begin, edits.end(), Edit::keep);
        const auto removed = std::count(begin, end, Edit::remove);
        std::fill(begin, begin + removed, Edit::remove);
        std::fill(begin + removed, end, Edit::add);
        begin = end;
    }
}

}  // namespace

std::vector<Edit> shortest_edit(const Sequence& from, const Sequence& to, std::size_t most,
                                const std::stop_token& stop) {
    const auto same_front = std::mismatch(from.begin(), from.end(), to.begin(), to.end());
    const auto front = static_cast<std::size_t>(same_front.first - from.begin());
    std::size_t back = 0;
    while (back < from.size() - front && back < to.size() - front &&
           from[from.size() - 1 - back] == to[to.size() - 1 - back])
        ++back;
    const Sequence a(same_front.first, from.end() - static_cast<std::ptrdiff_t>(back));
    const Sequence b(same_front.second, to.end() - static_cast<std::ptrdiff_t>(back));
    Search search(a, b);
    for (std::int64_t edits = 0; !search.extend(edits); ++edits) {
        keep_going(stop);
        if (edits >= static_cast<std::int64_t>(most))
            throw exceeds("max_differences", fmt::format("The texts differ in more than {} lines.", most));
    }
    auto way = search.way();
    way.insert(way.begin(), front, Edit::keep);
    way.insert(way.end(), back, Edit::keep);
    removals_first(way);
    return way;
}

}  // namespace rustygpt::tools
