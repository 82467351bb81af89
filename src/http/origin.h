#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/call.h"
#include "http/options.h"

namespace rustygpt::http {

// Which hosts and origins are ours: DNS rebinding, cross-site requests, CORS.
class Origins {
public:
    // Throws std::invalid_argument where public_url is no http or https URL.
    explicit Origins(const ServerOptions& options);

    // With public_url set, its host and the loopback names are ours; without it every host is.
    [[nodiscard]] bool is_our_host(std::string_view host) const;
    // The rules of contract section 2 for an unsafe request, on Sec-Fetch-Site and Origin. host: as the request has it.
    [[nodiscard]] bool may_write(const Call& call, std::string_view host) const;
    [[nodiscard]] bool allows_cors(std::string_view origin) const;
    [[nodiscard]] bool any_cors() const { return !allowed_.empty(); }

private:
    [[nodiscard]] bool is_our_origin(std::string_view origin, std::string_view host, bool secure) const;

    std::string public_origin_;  // "https://chat.example.org", lower case, no default port; "" where unset
    std::string public_host_;  // the part after "://"
    bool public_secure_ = false;
    std::vector<std::string> loopback_;
    std::vector<std::string> allowed_;
};

// "scheme://host[:port]" in lower case and without a default port.
std::string origin_of(std::string_view host, bool secure);

}  // namespace rustygpt::http
