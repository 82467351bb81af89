#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/call.h"

namespace rustygpt::http {

// Did somebody on this machine send the request, with no proxy between? call.peer must be known. Any of the headers by
// which proxies tell of themselves means that it was forwarded, whatever they say.
bool straight_from_this_machine(const Call& call);

// The proxies whose word we take for where a request came from.
class TrustedProxies {
public:
    // Addresses and CIDR blocks. Throws std::invalid_argument for anything else.
    explicit TrustedProxies(const std::vector<std::string>& blocks);
    ~TrustedProxies();

    // address: an IPv4 or IPv6 address without port; an IPv4 one mapped into IPv6 counts as IPv4.
    [[nodiscard]] bool contains(std::string_view address) const;
    // Sets call.peer, call.secure and call.by_trusted_proxy from the socket's peer and what trusted proxies forwarded:
    // the rightmost address that is no trusted proxy. Headers from others are ignored.
    void resolve(Call& call, std::string_view socket_peer) const;

private:
    struct Blocks;
    std::unique_ptr<const Blocks> blocks_;
};

}  // namespace rustygpt::http
