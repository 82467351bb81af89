#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::tools {

// An IPv4 or IPv6 address as its bits.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};  // IPv4 in the first four
    int width = 32;                        // bits: 32 or 128

    // Dotted decimals without leading zeros, or RFC 4291's text without a zone ("%eth0").
    static std::optional<IpAddress> parse(std::string_view text);
    [[nodiscard]] std::string text() const;  // RFC 5952's form
    // The first `kept` bits as they are, all others `bit`.
    [[nodiscard]] IpAddress filled(int kept, bool bit) const;
    // The address `blocks` blocks of 2^(width - prefix) addresses further on; it stays within the address space.
    [[nodiscard]] IpAddress further(std::uint32_t blocks, int prefix) const;
    bool operator==(const IpAddress&) const = default;
};

struct Subnet {
    IpAddress given;  // with the bits behind the prefix, where there were any
    int prefix = 0;   // 0 to given.width

    // "10.1.2.3/8", "2001:db8::/32", "10.0.0.0/255.255.255.0"; without "/" the one address.
    static std::optional<Subnet> parse(std::string_view text);
    [[nodiscard]] IpAddress first() const { return given.filled(prefix, false); }
    [[nodiscard]] IpAddress last() const { return given.filled(prefix, true); }
    [[nodiscard]] bool contains(const IpAddress& address) const;
};

// 2^exponent with all its digits; exponent 0 to 128.
std::string power_of_two(int exponent);
// The same less two: the hosts of an IPv4 network that has a broadcast address. Exponent 2 to 32.
std::string hosts_of(int exponent);

}  // namespace rustygpt::tools
