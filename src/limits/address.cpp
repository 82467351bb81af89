#include "limits/address.h"

#include "limits/caller_key.h"

namespace rustygpt::limits {

std::string address_key(std::string_view address) {
    const auto key = CallerKey::address(address);
    return key.kind == CallerKey::Kind::unknown ? std::string(address) : key.text();
}

}  // namespace rustygpt::limits
