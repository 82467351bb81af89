#pragma once

#include <algorithm>
#include <deque>
#include <list>
#include <optional>
#include <utility>

#include "base/id.h"

namespace rustygpt::chat {

// Who waits for a model: users take turns, each user's own items stay in order. One who asks a hundred times
// waits for the hundred, others for one each.
template <class Item>
class FairQueue {
public:
    // Returns how many items will be taken before this one. Where it throws, nothing has changed.
    std::size_t push(const Id& user, Item item) {
        std::list<Line> fresh;
        auto line = std::ranges::find(lines_, user, &Line::user);
        if (line == lines_.end()) line = fresh.insert(fresh.end(), Line{user, {}});
        line->items.push_back(std::move(item));
        lines_.splice(lines_.end(), fresh);
        const auto round = line->items.size() - 1;  // it goes in this round, counted from the next turn
        std::size_t before = round;
        bool ahead = true;  // lines ahead of the user's have had one turn more
        for (const auto& other : lines_) {
            if (&other == &*line) ahead = false;
            else before += std::min(other.items.size(), round + (ahead ? 1 : 0));
        }
        return before;
    }

    std::optional<Item> pop() {
        if (lines_.empty()) return std::nullopt;
        auto& line = lines_.front();
        Item item = std::move(line.items.front());
        line.items.pop_front();
        if (line.items.empty()) lines_.pop_front();
        else lines_.splice(lines_.end(), lines_, lines_.begin());
        return item;
    }

    // Takes out the first item that the predicate wants.
    template <class Wanted>
    std::optional<Item> remove(Wanted wanted) {
        for (auto line = lines_.begin(); line != lines_.end(); ++line) {
            const auto found = std::ranges::find_if(line->items, wanted);
            if (found == line->items.end()) continue;
            Item item = std::move(*found);
            line->items.erase(found);
            if (line->items.empty()) lines_.erase(line);
            return item;
        }
        return std::nullopt;
    }

    template <class Visit>
    void each_user(Visit visit) const {
        for (const auto& line : lines_) visit(line.user);
    }

private:
    struct Line {
        Id user;
        std::deque<Item> items;  // never empty
    };
    std::list<Line> lines_;  // in the order of turns
};

}  // namespace rustygpt::chat
