#include "limits/address.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <arpa/inet.h>

namespace rustygpt::limits {

std::string address_key(std::string_view address) {
    std::string text(address.substr(0, address.find('%')));
    in6_addr six{};
    if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return std::string(address);
    std::array<char, INET6_ADDRSTRLEN> out{};
    if (IN6_IS_ADDR_V4MAPPED(&six)) return inet_ntop(AF_INET, &six.s6_addr[12], out.data(), out.size());
    std::fill(six.s6_addr + 8, six.s6_addr + 16, std::uint8_t{0});
    return std::string(inet_ntop(AF_INET6, &six, out.data(), out.size())) + "/64";
}

}  // namespace rustygpt::limits
