#include "tools/statistics.h"

#include "tools/describe.h"

namespace rustygpt::tools {
namespace {

// Between the values at a rank's neighbours, in proportion. Ranks from 0 on.
Decimal interpolated(const DecimalSeries& values, const Decimal& rank) {
    const auto below = Decimal::floor(rank);
    const auto at = static_cast<std::size_t>(*below.to_int64());
    const auto low = values.ranked(at);
    if (at + 1 == values.size()) return low;
    return low + (rank - below) * (values.ranked(at + 1) - low);
}

Decimal clamped(const Decimal& value, const Decimal& low, const Decimal& high) {
    if (value < low) return low;
    return high < value ? high : value;
}

}  // namespace

Decimal percentile(const DecimalSeries& values, const Decimal& p, PercentileMethod method) {
    const Decimal n(static_cast<std::int64_t>(values.size()));
    const auto share = p / 100;
    switch (method) {
        case PercentileMethod::linear: return interpolated(values, (n - 1) * share);
        case PercentileMethod::exclusive: return interpolated(values, clamped((n + 1) * share, 1, n) - 1);
        case PercentileMethod::nearest_rank: break;
    }
    const auto rank = clamped(-Decimal::floor(-(n * share)), 1, n);
    return values.ranked(static_cast<std::size_t>(*rank.to_int64() - 1));
}

Decimal mean(const DecimalSeries& values) { return values.sum() / static_cast<std::int64_t>(values.size()); }

Decimal variance(const DecimalSeries& values, bool sample) {
    const auto n = static_cast<std::int64_t>(values.size());
    if (sample && n == 1) throw failed("One value has no sample variance: it needs two.");
    return values.spread_with(values) / (sample ? n * (n - 1) : n * n);
}

Line regression(const DecimalSeries& x, const DecimalSeries& y) {
    const auto across = x.spread_with(x), up = y.spread_with(y), both = x.spread_with(y);
    if (across.sign() == 0) throw failed("There is no line through these points: all x are the same.");
    Line line;
    line.slope = both / across;
    line.intercept = mean(y) - line.slope * mean(x);
    if (up.sign() == 0) return line;
    line.r_squared = both * both / (across * up);
    const auto size = Decimal::root(*line.r_squared, 2);
    line.r = both.sign() < 0 ? -size : size;
    return line;
}

}  // namespace rustygpt::tools
