#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/id.h"

namespace rustygpt::limits {

// Whose bucket it is: a user's, or a client address's. No allocation: made for each request.
struct CallerKey {
    enum class Kind : std::uint8_t { unknown, user, address, network };

    std::array<std::uint8_t, 16> bytes{};
    Kind kind = Kind::unknown;

    static CallerKey user(const Id& id) { return {id.bytes, Kind::user}; }
    // IPv4 (also when mapped into IPv6) by itself, IPv6 by its /64 network, since a household owns at least as many.
    // What is no address is `unknown`.
    static CallerKey address(std::string_view text);

    // "019a…", "192.0.2.7", "2001:db8:1:2::/64", or "unknown".
    [[nodiscard]] std::string text() const;

    bool operator==(const CallerKey&) const = default;
};

}  // namespace rustygpt::limits
