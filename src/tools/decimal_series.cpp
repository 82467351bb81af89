#include "tools/decimal_series.h"

#include <algorithm>

#include "tools/decimal_rep.h"

namespace rustygpt::tools {

struct DecimalSeries::Rep {
    std::vector<Whole> given;
    std::vector<Whole> sorted;
};

namespace {

const Whole& scale() {
    static const Whole all = ten_to(DecimalSeries::max_places);
    return all;
}

Decimal scaled_back(const Whole& value) { return Access::make(Fraction(value, scale())); }

Whole total(const std::vector<Whole>& values) {
    Whole sum = 0;
    for (const auto& value : values) sum += value;
    return sum;
}

}  // namespace

DecimalSeries::DecimalSeries(const std::vector<Decimal>& values) {
    auto rep = std::make_shared<Rep>();
    rep->given.reserve(values.size());
    for (const auto& value : values) {
        const auto& fraction = *Access::fraction(value);
        rep->given.push_back(mp::numerator(fraction) * (scale() / mp::denominator(fraction)));
    }
    rep->sorted = rep->given;
    std::sort(rep->sorted.begin(), rep->sorted.end());
    rep_ = std::move(rep);
}

std::size_t DecimalSeries::size() const { return rep_->given.size(); }

Decimal DecimalSeries::sum() const { return scaled_back(total(rep_->given)); }

Decimal DecimalSeries::spread_with(const DecimalSeries& other) const {
    const auto &x = rep_->given, &y = other.rep_->given;
    Whole products = 0;
    for (std::size_t i = 0; i < x.size(); ++i) products += x[i] * y[i];
    return Access::make(Fraction(Whole(products * x.size() - total(x) * total(y)), Whole(scale() * scale())));
}

Decimal DecimalSeries::ranked(std::size_t n) const { return scaled_back(rep_->sorted[n]); }

std::vector<Decimal> DecimalSeries::modes() const {
    const auto& sorted = rep_->sorted;
    std::ptrdiff_t most = 2;
    std::vector<Decimal> found;
    for (auto run = sorted.begin(); run != sorted.end();) {
        const auto end = std::upper_bound(run, sorted.end(), *run);
        if (end - run > most) found.clear();
        if (end - run >= most) found.push_back(scaled_back(*run));
        most = std::max(most, end - run);
        run = end;
    }
    return found;
}

}  // namespace rustygpt::tools
