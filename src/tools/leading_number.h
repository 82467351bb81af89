#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace rustygpt::tools {

// The decimal number that a text begins with ("-12.50 kg"), kept as its digits: comparing is exact and cheap, whatever
// their count. Points into the text.
struct LeadingNumber {
    bool negative = false;
    std::string_view whole{};     // without leading zeros
    std::string_view fraction{};  // without trailing zeros

    // After white space: a sign or none, digits, and a point with digits or none. Nothing where there is none.
    static std::optional<LeadingNumber> of(std::string_view text);
    [[nodiscard]] std::size_t digits() const { return whole.size() + fraction.size(); }

    friend std::strong_ordering operator<=>(const LeadingNumber& a, const LeadingNumber& b);
    friend bool operator==(const LeadingNumber& a, const LeadingNumber& b) = default;
};

}  // namespace rustygpt::tools
