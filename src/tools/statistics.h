#pragma once

// What the statistics tool works out, without its JSON.

#include <optional>
#include <stop_token>

#include "tools/decimal_series.h"

namespace rustygpt::tools {

// Where a percentile lies between the n sorted values: see percentile().
enum class PercentileMethod { linear, exclusive, nearest_rank };

// p from 0 to 100. linear: at rank 1 + (n-1)p/100, between two values in proportion (as spreadsheets' PERCENTILE.INC
// and numpy's default). exclusive: at rank (n+1)p/100, held within 1 and n (PERCENTILE.EXC). nearest_rank: the
// smallest value with at least p % of the values at or below it.
Decimal percentile(const DecimalSeries& values, const Decimal& p, PercentileMethod method);

Decimal mean(const DecimalSeries& values);
// Sum of squared differences from the mean over n, or over n-1 for a sample; the latter throws ToolError{failed} where
// n is 1.
Decimal variance(const DecimalSeries& values, bool sample);

// The line y = slope x + intercept of least squares.
struct Line {
    Decimal slope;
    Decimal intercept;
    std::optional<Decimal> r;  // Pearson's; nothing where all y are the same
    std::optional<Decimal> r_squared;
};
// Two series of one length. Throws ToolError{failed} where all x are the same.
Line regression(const DecimalSeries& x, const DecimalSeries& y);

}  // namespace rustygpt::tools
