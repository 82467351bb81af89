#include "words/phrases.h"

#include <algorithm>

namespace rustygpt::words {

std::vector<Word> units_of(std::string_view text) {
    auto units = words_of(text);
    std::erase_if(units, [](const Word& word) { return word.kind == Kind::part || word.kind == Kind::pair; });
    return units;
}

Phrases::Phrases(std::string_view list) {
    for (std::size_t at = 0; at < list.size();) {
        const auto end = std::min(list.find('|', at), list.size());
        std::vector<std::string> keys;
        for (auto& unit : units_of(list.substr(at, end - at))) keys.push_back(std::move(unit.key));
        at = end + 1;
        if (!keys.empty()) by_first_[keys.front()].push_back(std::move(keys));
    }
    for (auto& [first, phrases] : by_first_)
        std::ranges::sort(phrases, std::ranges::greater{}, [](const auto& keys) { return keys.size(); });
}

std::size_t Phrases::length_at(const std::vector<Word>& units, std::size_t place) const {
    const auto found = by_first_.find(units[place].key);
    if (found == by_first_.end()) return 0;
    for (const auto& keys : found->second) {
        if (keys.size() > units.size() - place) continue;
        std::size_t same = 1;
        while (same < keys.size() && keys[same] == units[place + same].key) ++same;
        if (same == keys.size()) return same;
    }
    return 0;
}

bool Phrases::in(const std::vector<Word>& units) const {
    for (std::size_t place = 0; place < units.size(); ++place)
        if (length_at(units, place) > 0) return true;
    return false;
}

}  // namespace rustygpt::words
