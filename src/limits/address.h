#pragma once

#include <string>
#include <string_view>

namespace rustygpt::limits {

// What stands for a client address in buckets: the address itself for IPv4 (also when mapped into IPv6), the /64
// network for IPv6, since a household owns at least as many. Text that is no address stands for itself.
std::string address_key(std::string_view address);

}  // namespace rustygpt::limits
