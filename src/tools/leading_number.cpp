#include "tools/leading_number.h"

#include <algorithm>

#include "tools/english.h"

namespace rustygpt::tools {
namespace {

std::string_view take_digits(std::string_view& text) {
    const auto digits = text.substr(0, std::min(text.find_first_not_of("0123456789"), text.size()));
    text.remove_prefix(digits.size());
    return digits;
}

}  // namespace

std::optional<LeadingNumber> LeadingNumber::of(std::string_view text) {
    text = english::trimmed(text);
    LeadingNumber number;
    const bool minus = text.starts_with('-');
    if (minus || text.starts_with('+')) text.remove_prefix(1);
    number.whole = take_digits(text);
    if (number.whole.empty()) return std::nullopt;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        number.fraction = take_digits(text);
    }
    number.whole.remove_prefix(std::min(number.whole.find_first_not_of('0'), number.whole.size()));
    number.fraction = number.fraction.substr(0, number.fraction.find_last_not_of('0') + 1);
    number.negative = minus && number.digits() > 0;  // -0 is 0
    return number;
}

std::strong_ordering operator<=>(const LeadingNumber& a, const LeadingNumber& b) {
    if (a.negative != b.negative) return b.negative <=> a.negative;
    const auto& low = a.negative ? b : a;
    const auto& high = a.negative ? a : b;
    if (low.whole.size() != high.whole.size()) return low.whole.size() <=> high.whole.size();
    if (low.whole != high.whole) return low.whole <=> high.whole;
    return low.fraction <=> high.fraction;
}

}  // namespace rustygpt::tools
