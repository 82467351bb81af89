#include "tools/loan.h"

#include "tools/describe.h"

namespace rustygpt::tools {

Growth grown(const Decimal& principal, const Decimal& rate, const Decimal& periods, const Decimal& deposit,
             std::int64_t decimals) {
    const auto growth = Decimal::power(rate + 1, periods);
    auto paid_in = deposit * periods;
    auto balance = principal * growth;
    if (deposit.sign() != 0) balance = balance + (rate.sign() == 0 ? paid_in : deposit * (growth - 1) / rate);
    return {Decimal::round(balance, decimals), std::move(paid_in)};
}

Schedule amortised(const Decimal& principal, const Decimal& annual_percent, std::int64_t months, std::int64_t decimals,
                   const std::stop_token& stop) {
    const auto rate = annual_percent / 1'200;
    const auto exact = rate.sign() == 0
                           ? principal / months
                           : principal * rate / (Decimal(1) - Decimal(1) / Decimal::power(rate + 1, months));
    Schedule schedule{.payment = Decimal::round(exact, decimals)};
    if (schedule.payment.sign() == 0) throw failed("The payment rounds to nothing: it needs more decimals.");
    auto balance = principal;
    for (std::int64_t month = 0; month < months && balance.sign() > 0; ++month) {
        if (stop.stop_requested()) throw ToolError{.kind = ToolError::Kind::cancelled, .message = "It was cancelled."};
        if (month % 12 == 0) schedule.years.emplace_back();
        auto& year = schedule.years.back();
        const auto interest = Decimal::round(balance * rate, decimals);
        const auto owed = balance + interest;
        const bool last = month + 1 == months || !(schedule.payment < owed);
        const auto paid = last ? owed : schedule.payment;
        if (last) schedule.last_payment = paid;
        balance = owed - paid;
        ++schedule.payments;
        schedule.interest = schedule.interest + interest;
        year.interest = year.interest + interest;
        year.principal = year.principal + paid - interest;
        year.balance = balance;
    }
    return schedule;
}

}  // namespace rustygpt::tools
