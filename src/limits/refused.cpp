#include "limits/refused.h"

#include <algorithm>

namespace rustygpt::limits {

std::int64_t retry_seconds(const Decision& decision) {
    const auto wait = std::chrono::ceil<std::chrono::seconds>(decision.retry_after).count();
    return std::max<std::int64_t>(wait, 1);
}

Refused::Refused(std::string message_, std::string profile_, std::int64_t burst_, const Decision& decision_)
    : Failure(busy(Kind::rate_limit_exceeded, std::move(message_), static_cast<int>(retry_seconds(decision_)))),
      profile(std::move(profile_)),
      burst(burst_),
      decision(decision_) {}

}  // namespace rustygpt::limits
