#include "http/origin.h"

#include <algorithm>
#include <stdexcept>

#include <boost/asio/ip/address.hpp>

#include "http/framing.h"
#include "http/text.h"

namespace rustygpt::http {

namespace ip = boost::asio::ip;

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

// Of an origin, without its port.
std::string_view name_in(std::string_view origin) {
    const auto scheme = origin.find("://");
    return scheme == origin.npos ? std::string_view() : without_port(origin.substr(scheme + 3));
}

// Browsers send one Origin; of several a proxy may have looked at another one.
bool more_than_one(const Call& call, std::string_view name) {
    return std::ranges::count_if(call.headers,
                                 [&](const auto& header) { return same_without_case(header.first, name); }) > 1;
}

// Does any Sec-Fetch-Site say so?
bool fetched_as(const Call& call, std::string_view site) {
    return std::ranges::any_of(call.headers, [&](const auto& header) {
        return same_without_case(header.first, "sec-fetch-site") && same_without_case(trimmed(header.second), site);
    });
}

std::string_view comes_from(const Call& call, bool public_url_set) {
    if (public_url_set) return "server.public_url";
    if (call.by_trusted_proxy)
        return call.secure ? "the Host header, https as a trusted proxy says"
                           : "the Host header, http as the trusted proxy does not say https (X-Forwarded-Proto)";
    if (call.header("x-forwarded-proto"))
        return "the Host header, http as X-Forwarded-Proto comes from no trusted proxy";
    return "the Host header, http as no proxy says otherwise";
}

}  // namespace

std::string origin_of(std::string_view host, bool secure) {
    return (secure ? "https://" : "http://") + plain_host(host, secure);
}

bool is_loopback_host(std::string_view host) {
    const auto name = without_port(host);
    if (same_without_case(name, "localhost") || same_without_case(name, "localhost.")) return true;
    boost::system::error_code failed;
    if (!name.starts_with('[')) return ip::make_address_v4(std::string(name), failed).is_loopback() && !failed;
    const auto address = ip::make_address_v6(std::string(name.substr(1, name.size() - 2)), failed);
    if (failed || !name.ends_with(']')) return false;
    return address.is_loopback() ||
           (address.is_v4_mapped() && ip::make_address_v4(ip::v4_mapped, address).is_loopback());
}

Origins::Origins(const ServerOptions& options) {
    for (const auto& origin : options.cors_allowed_origins)
        if (auto plain = plain_origin(origin); !plain.empty()) allowed_.push_back(std::move(plain));
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
    return public_host_.empty() || plain_host(host, public_secure_) == public_host_ || is_loopback_host(host);
}

bool Origins::allows_cors(std::string_view origin) const {
    if (allowed_.empty()) return false;
    // Exact: browsers send an origin in its plain form (RFC 6454 section 6.2), and nobody else needs permission.
    return std::ranges::find(allowed_, origin) != allowed_.end();
}

std::string Origins::own(const Call& call) const {
    return public_origin_.empty() ? origin_of(call.host, call.secure) : public_origin_;
}

bool Origins::may_write(const Call& call) const {
    if (more_than_one(call, "origin")) return false;
    const auto origin = call.header("origin");
    if (origin && allows_cors(*origin)) return true;
    if (fetched_as(call, "cross-site") || fetched_as(call, "same-site")) return false;
    if (!origin) return true;
    const auto plain = plain_origin(*origin);
    return !plain.empty() && plain == own(call);
}

std::optional<Foreign> Origins::foreign(const Call& call) const {
    if (may_write(call)) return std::nullopt;
    return Foreign{cause_of(call), own(call), comes_from(call, !public_origin_.empty())};
}

// What the request says of itself; a stranger can say it too, and is refused all the same.
Foreign::Cause Origins::cause_of(const Call& call) const {
    const auto origin = plain_origin(call.header("origin").value_or(""));
    const auto ours = own(call);
    if (origin.empty() || origin == ours || more_than_one(call, "origin")) return Foreign::Cause::elsewhere;
    if (public_origin_.empty() && origin == origin_of(call.host, true)) return Foreign::Cause::another_scheme;
    if (fetched_as(call, "same-origin") || name_in(origin) == name_in(ours)) return Foreign::Cause::another_address;
    return Foreign::Cause::elsewhere;
}

}  // namespace rustygpt::http
