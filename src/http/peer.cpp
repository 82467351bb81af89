#include "http/peer.h"

#include <algorithm>
#include <optional>
#include <ranges>
#include <stdexcept>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "base/task.h"
#include "http/text.h"

namespace rustygpt::http {

namespace ip = asio::ip;

namespace {

std::optional<ip::address> address_of(std::string_view text) {
    boost::system::error_code failed;
    const auto address = ip::make_address(std::string(text), failed);
    if (failed) return std::nullopt;
    if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

// One element of X-Forwarded-For: some proxies add a port, and brackets around IPv6.
std::string_view bare(std::string_view hop) {
    hop = trimmed(hop);
    if (hop.starts_with('[')) return hop.substr(1, std::min(hop.find(']'), hop.size()) - 1);
    const auto colon = hop.find(':');
    return colon != hop.npos && hop.find(':', colon + 1) == hop.npos ? hop.substr(0, colon) : hop;
}

// The comma-separated elements of all headers of that name, in order.
std::vector<std::string_view> elements(const Call& call, std::string_view name) {
    std::vector<std::string_view> all;
    for (const auto& [key, value] : call.headers)
        if (same_without_case(key, name)) for_each_part(value, ',', [&](auto part) { all.push_back(part); });
    return all;
}

}  // namespace

bool straight_from_this_machine(const Call& call) {
    static constexpr std::string_view forwarding[] = {
        "forwarded",        "x-forwarded-for",    "x-forwarded-host", "x-forwarded-proto",
        "x-forwarded-port", "x-forwarded-server", "x-real-ip",        "via"};
    const auto forwarded = [&](std::string_view name) { return call.header(name).has_value(); };
    if (std::ranges::any_of(forwarding, forwarded)) return false;
    const auto address = address_of(call.peer);
    return address && address->is_loopback();
}

struct TrustedProxies::Blocks {
    std::vector<ip::network_v4> v4;
    std::vector<ip::network_v6> v6;

    [[nodiscard]] bool contain(const ip::address& address) const {
        if (address.is_v4()) {
            const ip::network_v4 host(address.to_v4(), 32);
            return std::ranges::any_of(v4,
                                       [&](const auto& block) { return host == block || host.is_subnet_of(block); });
        }
        const ip::network_v6 host(address.to_v6(), 128);
        return std::ranges::any_of(v6, [&](const auto& block) { return host == block || host.is_subnet_of(block); });
    }

    void add(const std::string& text) {
        boost::system::error_code failed;
        if (const auto address = address_of(text)) {
            if (address->is_v4()) v4.emplace_back(address->to_v4(), 32);
            else v6.emplace_back(address->to_v6(), 128);
            return;
        }
        const auto four = ip::make_network_v4(text, failed);
        if (!failed) return v4.push_back(four.canonical());
        const auto six = ip::make_network_v6(text, failed);
        if (failed) throw std::invalid_argument("not an address or CIDR block: " + text);
        v6.push_back(six.canonical());
    }
};

TrustedProxies::TrustedProxies(const std::vector<std::string>& blocks) {
    auto made = std::make_unique<Blocks>();
    for (const auto& block : blocks) made->add(block);
    blocks_ = std::move(made);
}

TrustedProxies::~TrustedProxies() = default;

bool TrustedProxies::contains(std::string_view address) const {
    if (blocks_->v4.empty() && blocks_->v6.empty()) return false;
    const auto parsed = address_of(address);
    return parsed && blocks_->contain(*parsed);
}

void TrustedProxies::resolve(Call& call, std::string_view socket_peer) const {
    call.peer = socket_peer;
    call.secure = false;
    call.by_trusted_proxy = contains(socket_peer);
    if (!call.by_trusted_proxy) return;
    const auto hops = elements(call, "x-forwarded-for");
    for (const auto hop : hops | std::views::reverse) {
        const auto address = address_of(bare(hop));
        if (!address) break;  // what stands left of nonsense was not written by one we trust
        call.peer = address->to_string();
        if (!blocks_->contain(*address)) break;
    }
    const auto schemes = elements(call, "x-forwarded-proto");
    call.secure = !schemes.empty() && same_without_case(trimmed(schemes.back()), "https");
}

}  // namespace rustygpt::http
