#include "documents/coverage.h"

#include <algorithm>

namespace rustygpt::documents {
namespace {

constexpr double lacking = 0.5;  // below this a word is missing

// CJK ideographs: U+3400 to U+9FFF, U+F900 to U+FAFF and U+20000 up, told by the first bytes of their UTF-8.
bool is_ideograph(std::string_view text) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0; };
    switch (byte(0)) {
        case 0xE3: return byte(1) >= 0x90;
        case 0xEF: return byte(1) >= 0xA4 && byte(1) <= 0xAB;
        case 0xF0: return byte(1) >= 0xA0;
        default: return byte(0) >= 0xE4 && byte(0) <= 0xE9;
    }
}

}  // namespace

Coverage::Coverage(const std::vector<Term>& terms, const std::vector<double>& weights) : weights_(weights) {
    for (std::size_t i = 0; i < terms.size(); ++i) {
        const auto& term = terms[i];
        const std::string_view text = term.text;
        if (term.second == 0) {
            add(term.begin, text, i, false);
            continue;
        }
        add(term.begin, text.substr(0, term.second), i, true);
        add(term.begin + term.second, text.substr(term.second), i, true);
    }
}

void Coverage::add(std::size_t begin, std::string_view text, std::size_t term, bool of_pair) {
    const auto place = std::ranges::lower_bound(units_, begin, {}, &Unit::begin);
    if (place != units_.end() && place->begin == begin) {
        place->terms.push_back(term);
        return;
    }
    units_.insert(place, {.begin = begin,
                          .text = std::string(text),
                          .ideograph = is_ideograph(text),
                          .of_pair = of_pair,
                          .terms = {term}});
}

double Coverage::weight(const Unit& unit) const {
    double sum = 0;
    for (const auto term : unit.terms) sum += weights_[term];
    return sum / static_cast<double>(unit.terms.size());
}

double Coverage::covered(const Unit& unit, const std::vector<double>& has) const {
    double sum = 0;
    double found = 0;
    for (const auto term : unit.terms) {
        sum += weights_[term];
        found += weights_[term] * has[term];
    }
    if (unit.ideograph) return found > 0 ? 1 : 0;
    return sum > 0 ? found / sum : 0;
}

double Coverage::share(const std::vector<double>& has) const {
    double sum = 0;
    double found = 0;
    for (const auto& unit : units_) {
        const auto its = weight(unit);
        sum += its;
        found += its * covered(unit, has);
    }
    return sum > 0 ? found / sum : 0;
}

std::vector<std::string> Coverage::missing(const std::vector<double>& has) const {
    std::vector<std::string> lacks;
    std::size_t end = 0;  // of the last one
    for (const auto& unit : units_) {
        if (covered(unit, has) >= lacking) continue;
        if (unit.of_pair && !lacks.empty() && unit.begin == end) lacks.back() += unit.text;
        else lacks.push_back(unit.text);
        end = unit.begin + unit.text.size();
    }
    return lacks;
}

}  // namespace rustygpt::documents
