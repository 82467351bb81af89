#include "tools/subnet.h"

#include <algorithm>
#include <charconv>

#include <boost/asio/ip/address.hpp>
#include <boost/multiprecision/cpp_int.hpp>

namespace rustygpt::tools {
namespace {

namespace ip = boost::asio::ip;

std::optional<int> prefix_length(std::string_view text, int width) {
    if (text.empty() || text.size() > 3 || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
    if (text.size() > 1 && text.front() == '0') return std::nullopt;
    int prefix = 0;
    std::from_chars(text.data(), text.data() + text.size(), prefix);
    return prefix <= width ? std::optional(prefix) : std::nullopt;
}

// How many ones a mask begins with; nothing where a one follows a zero.
std::optional<int> mask_length(std::string_view text) {
    const auto mask = IpAddress::parse(text);
    if (!mask || mask->width != 32) return std::nullopt;
    const auto ones = IpAddress{}.filled(0, true);
    for (int length = 0; length <= 32; ++length)
        if (ones.filled(length, false) == *mask) return length;
    return std::nullopt;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    // A zone would be looked up among this machine's interfaces.
    if (text.size() > 45 || text.contains('%')) return std::nullopt;
    boost::system::error_code error;
    const auto read = ip::make_address(std::string(text), error);
    if (error) return std::nullopt;
    IpAddress address;
    if (read.is_v4()) {
        const auto bytes = read.to_v4().to_bytes();
        std::copy(bytes.begin(), bytes.end(), address.bytes.begin());
    } else {
        address = {.bytes = read.to_v6().to_bytes(), .width = 128};
    }
    return address;
}

std::string IpAddress::text() const {
    if (width == 128) return ip::address_v6(bytes).to_string();
    return ip::address_v4({bytes[0], bytes[1], bytes[2], bytes[3]}).to_string();
}

IpAddress IpAddress::filled(int kept, bool bit) const {
    auto out = *this;
    for (int at = kept; at < width; ++at) {
        auto& byte = out.bytes[static_cast<std::size_t>(at / 8)];
        const auto one = static_cast<std::uint8_t>(0x80 >> at % 8);
        byte = static_cast<std::uint8_t>(bit ? byte | one : byte & ~one);
    }
    return out;
}

IpAddress IpAddress::further(std::uint32_t blocks, int prefix) const {
    auto out = *this;
    // Added bit by bit from the prefix's last upwards.
    bool carry = false;
    for (int at = prefix - 1; at >= 0 && (blocks != 0 || carry); --at, blocks >>= 1) {
        auto& byte = out.bytes[static_cast<std::size_t>(at / 8)];
        const auto one = static_cast<std::uint8_t>(0x80 >> at % 8);
        const int sum = ((byte & one) != 0) + static_cast<int>(blocks & 1) + carry;
        byte = static_cast<std::uint8_t>(sum % 2 == 1 ? byte | one : byte & ~one);
        carry = sum > 1;
    }
    return out;
}

std::optional<Subnet> Subnet::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    if (slash == text.npos) return Subnet{*address, address->width};
    const auto rest = text.substr(slash + 1);
    const auto prefix =
        rest.contains('.') && address->width == 32 ? mask_length(rest) : prefix_length(rest, address->width);
    return prefix ? std::optional(Subnet{*address, *prefix}) : std::nullopt;
}

bool Subnet::contains(const IpAddress& address) const {
    return address.width == given.width && address.filled(prefix, false) == first();
}

std::string power_of_two(int exponent) {
    return (boost::multiprecision::cpp_int(1) << static_cast<unsigned>(exponent)).str();
}

std::string hosts_of(int exponent) { return std::to_string((std::int64_t{1} << exponent) - 2); }

}  // namespace rustygpt::tools
