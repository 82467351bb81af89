#include "tools/units.h"

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>

#include "tools/english.h"
#include "tools/units_table.h"

namespace rustygpt::tools {
namespace {

Decimal factor_of(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == text.npos) return *Decimal::parse(text);
    const auto below = text.substr(slash + 1);
    return *Decimal::parse(text.substr(0, slash)) / (below == "pi" ? Decimal::pi() : *Decimal::parse(below));
}

template <class F>
void each_name(std::string_view names, F use) {
    while (!names.empty()) {
        const auto end = std::min(names.find('|'), names.size());
        use(names.substr(0, end));
        names.remove_prefix(std::min(end + 1, names.size()));
    }
}

// Every spelling, in two maps: as it is written, and in lower case where that is not taken by another unit.
class Units {
public:
    Units() {
        for (const auto& row : unit_rows()) {
            units_.push_back(std::make_unique<Unit>(
                Unit{row.symbol, row.dimension, factor_of(row.factor), *Decimal::parse(row.offset)}));
            const Unit* unit = units_.back().get();
            exact_.emplace(row.symbol, unit);
            each_name(row.names, [&](std::string_view name) {
                exact_.emplace(name, unit);
                if (name.size() > 2) exact_.emplace(std::string(name) + "s", unit);
            });
        }
        for (const auto& [name, unit] : exact_) {
            auto [place, fresh] = lower_.emplace(english::lower(name), unit);
            if (!fresh && place->second != unit) place->second = nullptr;
        }
    }

    [[nodiscard]] const Unit* find(std::string_view name) const {
        if (const auto found = exact_.find(std::string(name)); found != exact_.end()) return found->second;
        const auto found = lower_.find(english::lower(name));
        return found == lower_.end() ? nullptr : found->second;
    }
    [[nodiscard]] const auto& names() const { return exact_; }

private:
    std::vector<std::unique_ptr<Unit>> units_;
    std::unordered_map<std::string, const Unit*> exact_;
    std::unordered_map<std::string, const Unit*> lower_;  // null: several units are spelled so
};

const Units& units() {
    static const Units all;
    return all;
}

// Levenshtein's distance of short texts.
std::size_t distance(std::string_view a, std::string_view b) {
    std::array<std::size_t, 41> row{};
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

}  // namespace

const Unit* find_unit(std::string_view name) { return name.size() > 64 ? nullptr : units().find(name); }

std::vector<std::string> near_units(std::string_view name) {
    if (name.empty() || name.size() > 40) return {};
    const auto wanted = english::lower(name);
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const auto& [candidate, _] : units().names()) {
        if (candidate.size() > 40 || candidate.size() < 2) continue;
        const auto far = distance(wanted, english::lower(candidate));
        if (far <= 1 + wanted.size() / 4) near.emplace_back(far, candidate);
    }
    std::sort(near.begin(), near.end());
    std::vector<std::string> names;
    for (auto& [_, candidate] : near)
        if (names.size() < 3) names.push_back(std::move(candidate));
    return names;
}

std::string list_of_units() {
    std::string out;
    std::string_view dimension;
    for (const auto& row : unit_rows()) {
        if (row.dimension != dimension) {
            dimension = row.dimension;
            if (!out.empty()) out += "; ";
            out += std::string(dimension) + ":";
        }
        out += " " + std::string(row.symbol);
    }
    return out;
}

}  // namespace rustygpt::tools
