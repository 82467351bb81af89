#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/call.h"
#include "http/options.h"

namespace rustygpt::http {

// A request that a browser started for another site, as far as the server knows its own address.
struct Foreign {
    enum class Cause {
        another_scheme,   // the very host of the request, by https: a proxy speaks TLS, and its word does not count
        another_address,  // the browser says that the page is our own, or names our host with another port
        elsewhere,
    };
    Cause cause{};
    std::string own;                  // the origin that the server takes for its own
    std::string_view own_comes_from;  // how that came about; for operators
};

// Which hosts and origins are ours: DNS rebinding, cross-site requests, CORS.
class Origins {
public:
    // Throws std::invalid_argument where public_url is no http or https URL.
    explicit Origins(const ServerOptions& options);

    // With public_url set, its host and the loopback names are ours; without it every host is.
    [[nodiscard]] bool is_our_host(std::string_view host) const;
    // The rules of contract section 2 for an unsafe request, on Origin and Sec-Fetch-Site. Nothing where it may pass.
    [[nodiscard]] std::optional<Foreign> foreign(const Call& call) const;
    [[nodiscard]] bool allows_cors(std::string_view origin) const;
    [[nodiscard]] bool any_cors() const { return !allowed_.empty(); }
    // Of public_url; "" where unset.
    [[nodiscard]] const std::string& public_origin() const { return public_origin_; }

private:
    [[nodiscard]] bool may_write(const Call& call) const;
    [[nodiscard]] std::string own(const Call& call) const;
    [[nodiscard]] Foreign::Cause cause_of(const Call& call) const;

    std::string public_origin_;  // "https://chat.example.org", lower case, no default port; "" where unset
    std::string public_host_;  // the part after "://"
    bool public_secure_ = false;
    std::vector<std::string> allowed_;
};

// "scheme://host[:port]" in lower case and without a default port.
std::string origin_of(std::string_view host, bool secure);

// Does a Host header name the machine itself, on whatever port: "localhost" or a loopback address? Nobody else's DNS
// can say where these lead.
bool is_loopback_host(std::string_view host);

}  // namespace rustygpt::http
