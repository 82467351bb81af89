#include "limits/caller_key.h"

#include <algorithm>

#include <arpa/inet.h>

namespace rustygpt::limits {

CallerKey CallerKey::address(std::string_view text) {
    CallerKey key;
    std::array<char, INET6_ADDRSTRLEN> zero_ended{};
    text = text.substr(0, text.find('%'));  // an interface's name
    if (text.size() >= zero_ended.size()) return key;
    std::ranges::copy(text, zero_ended.begin());
    if (inet_pton(AF_INET, zero_ended.data(), key.bytes.data()) == 1) {
        key.kind = Kind::address;
        return key;
    }
    in6_addr six{};
    if (inet_pton(AF_INET6, zero_ended.data(), &six) != 1) return {};
    if (IN6_IS_ADDR_V4MAPPED(&six)) {
        std::copy_n(six.s6_addr + 12, 4, key.bytes.begin());
        key.kind = Kind::address;
    } else {
        std::copy_n(six.s6_addr, 8, key.bytes.begin());
        key.kind = Kind::network;
    }
    return key;
}

std::string CallerKey::text() const {
    std::array<char, INET6_ADDRSTRLEN> out{};
    switch (kind) {
        case Kind::unknown: return "unknown";
        case Kind::user: return Id{bytes}.text();
        case Kind::address: return inet_ntop(AF_INET, bytes.data(), out.data(), out.size());
        case Kind::network: return std::string(inet_ntop(AF_INET6, bytes.data(), out.data(), out.size())) + "/64";
    }
    return {};
}

}  // namespace rustygpt::limits
