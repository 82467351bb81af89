#pragma once

#include <memory>
#include <vector>

#include "tools/decimal.h"

namespace rustygpt::tools {

// Exact decimals on one common denominator, so that ten thousand of them cost additions of whole numbers only.
// Immutable, cheap to copy. Never empty.
class DecimalSeries {
public:
    static constexpr int max_places = 100;  // after the point

    // Each value is a whole multiple of 10^-max_places.
    explicit DecimalSeries(const std::vector<Decimal>& values);

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] Decimal sum() const;
    // n times the sum of products less the product of the sums: n^2 times the covariance of two series of one length.
    [[nodiscard]] Decimal spread_with(const DecimalSeries& other) const;
    // The nth smallest, from 0 on.
    [[nodiscard]] Decimal ranked(std::size_t n) const;
    // The values that occur most often, smallest first; none where no value occurs twice.
    [[nodiscard]] std::vector<Decimal> modes() const;

private:
    struct Rep;
    std::shared_ptr<const Rep> rep_;
};

}  // namespace rustygpt::tools
