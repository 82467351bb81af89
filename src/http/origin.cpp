#include "http/origin.h"

#include <algorithm>
#include <stdexcept>

#include "http/framing.h"
#include "http/text.h"

namespace rustygpt::http {
namespace {

std::string_view without_port(std::string_view host) {
    const auto from = host.starts_with('[') ? host.find(']') : 0;
    const auto colon = host.find(':', from == host.npos ? 0 : from);
    return host.substr(0, colon);
}

// In lower case, the scheme's default port left out.
std::string plain_host(std::string_view host, bool secure) {
    for (const std::string_view port : {std::string_view(secure ? ":443" : ":80"), std::string_view(":")})
        if (host.ends_with(port)) {
            host.remove_suffix(port.size());
            break;
        }
    return lowered(host);
}

// An origin as configured or sent, in the form of origin_of; empty where it is none.
std::string plain_origin(std::string_view origin) {
    for (const bool secure : {false, true}) {
        const std::string_view scheme = secure ? "https://" : "http://";
        if (same_without_case(origin.substr(0, scheme.size()), scheme))
            return origin_of(origin.substr(scheme.size()), secure);
    }
    return {};
}

}  // namespace

std::string origin_of(std::string_view host, bool secure) {
    return (secure ? "https://" : "http://") + plain_host(host, secure);
}

Origins::Origins(const ServerOptions& options) {
    for (const auto& name : options.loopback_hosts) loopback_.push_back(lowered(name));
    for (const auto& origin : options.cors_allowed_origins) allowed_.push_back(plain_origin(origin));
    if (options.public_url.empty()) return;
    const std::string_view url = options.public_url;
    const auto path = url.find('/', std::min(url.find("://"), url.size() - 1) + 3);
    public_origin_ = plain_origin(url.substr(0, path));
    if (public_origin_.empty())
        throw std::invalid_argument("public_url is no http or https URL: " + options.public_url);
    public_secure_ = public_origin_.starts_with("https");
    public_host_ = public_origin_.substr(public_origin_.find("://") + 3);
    if (!valid_host(public_host_)) throw std::invalid_argument("public_url names no host: " + options.public_url);
}

bool Origins::is_our_host(std::string_view host) const {
    if (public_host_.empty() || plain_host(host, public_secure_) == public_host_) return true;
    return std::ranges::find(loopback_, lowered(without_port(host))) != loopback_.end();
}

bool Origins::is_our_origin(std::string_view origin, std::string_view host, bool secure) const {
    const auto plain = plain_origin(origin);
    if (plain.empty()) return false;
    return plain == (public_origin_.empty() ? origin_of(host, secure) : public_origin_);
}

bool Origins::allows_cors(std::string_view origin) const {
    if (allowed_.empty()) return false;
    // Exact: browsers send an origin in its plain form (RFC 6454 section 6.2), and nobody else needs permission.
    return std::ranges::find(allowed_, origin) != allowed_.end();
}

bool Origins::may_write(const Call& call, std::string_view host) const {
    const auto origin = call.header("origin");
    const bool known = origin && (is_our_origin(*origin, host, call.secure) || allows_cors(*origin));
    if (origin && !known) return false;
    const auto site = call.header("sec-fetch-site");
    if (!site) return true;
    if (*site == "cross-site") return false;
    return *site != "same-site" || known;
}

}  // namespace rustygpt::http
