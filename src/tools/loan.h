#pragma once

// Money over time. Amounts are rounded to `decimals` digits after the point, half away from zero; rates are not.

#include <stop_token>
#include <vector>

#include "tools/decimal.h"

namespace rustygpt::tools {

inline constexpr std::int64_t max_months = 1'200;

struct Growth {
    Decimal balance;   // after the last period, rounded
    Decimal deposits;  // all of them, without the principal
};
// `deposit` is paid in at the end of each period. The rate is of one period, 0.01 for a percent; periods may be a
// fraction where nothing is deposited.
Growth grown(const Decimal& principal, const Decimal& rate, const Decimal& periods, const Decimal& deposit,
             std::int64_t decimals);

struct LoanYear {
    Decimal interest;
    Decimal principal;  // what was paid back
    Decimal balance;    // what is left
};
struct Schedule {
    Decimal payment;            // each month but the last
    Decimal last_payment;       // pays exactly what is left
    std::int64_t payments = 0;  // fewer than the months where rounding paid it off before
    Decimal interest;           // all of it
    std::vector<LoanYear> years;
};
// An annuity: equal payments at the end of each month, of months 1 to max_months. Each month's interest is rounded.
// Throws ToolError{failed} where the payment would round to nothing, or {cancelled}.
Schedule amortised(const Decimal& principal, const Decimal& annual_percent, std::int64_t months, std::int64_t decimals,
                   const std::stop_token& stop);

}  // namespace rustygpt::tools
