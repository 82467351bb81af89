#include "app/config_advice.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "app/options.h"
#include "config/load.h"
#include "http/origin.h"
#include "http/peer.h"

namespace rustygpt::app {
namespace {

using config::CookieSecure;
using config::MetricsAccess;
using config::Settings;

// The host of an origin, with its port.
std::string_view host_in(std::string_view origin) { return origin.substr(origin.find("://") + 3); }

bool is_loopback_address(const std::string& address) {
    return http::is_loopback_host(address.contains(':') ? "[" + address + "]" : address);
}

// Where it stands, as far as the settings tell.
struct Place {
    explicit Place(const Settings& settings)
        : reachable(!is_loopback_address(settings.server.bind_address)),
          https(settings.server.public_url.starts_with("https:")),
          plain(settings.server.public_url.starts_with("http:") &&
                !http::is_loopback_host(host_in(settings.server.public_url))),
          proxied(!settings.server.trusted_proxies.empty()),
          used_by_others(reachable || https || plain || proxied) {}

    bool reachable;  // from other machines, without a proxy
    bool https;      // to browsers
    bool plain;      // to browsers on other machines, without TLS
    bool proxied;
    bool used_by_others;
};

class Adviser {
public:
    explicit Adviser(const Settings& settings) : settings_(settings), place_(settings) {}

    std::vector<Advice> all() {
        on_public_url();
        on_proxies();
        on_cookies();
        on_other_sites();
        on_limits();
        on_secrets();
        on_database();
        return std::move(advice_);
    }

private:
    void add_if(bool wrong, std::string key, std::string text) {
        if (wrong) advice_.push_back({.key = std::move(key), .text = std::move(text)});
    }

    void on_public_url() {
        const auto& server = settings_.server;
        const bool unset = server.public_url.empty();
        add_if(unset && place_.reachable, "server.public_url",
               fmt::format("is not set, and {} is no loopback address: the server answers to every name (DNS "
                           "rebinding), and refuses sign-ins through a TLS proxy as another site's; set it to the "
                           "origin that browsers see",
                           server.bind_address));
        if (unset && !place_.reachable && !place_.proxied)
            advice_.push_back({.key = "server.public_url",
                               .text = "is not set, which is right where browsers run on this machine alone: through a "
                                       "TLS proxy sign-ins are refused as another site's; set it to the origin that "
                                       "browsers see",
                               .at_the_start = false});
        add_if(unset && !place_.reachable && place_.proxied, "server.public_url",
               "is not set, and there are trusted proxies: sign-ins depend on the Host and X-Forwarded-Proto that they "
               "pass on; set it to the origin that browsers see");
        add_if(place_.plain, "server.public_url", "is http: passwords and cookies travel unencrypted");
        add_if(!unset && place_.reachable && http::is_loopback_host(host_in(server.public_url)), "server.public_url",
               fmt::format("is a loopback name, and the server listens on {}: browsers elsewhere are refused",
                           server.bind_address));
    }

    void on_proxies() {
        const auto& server = settings_.server;
        add_if(place_.https && !place_.proxied, "server.trusted_proxies",
               "is empty, and public_url is https, which takes a proxy: limits, sessions and the audit see its address "
               "instead of the people's");
        const http::TrustedProxies proxies(server.trusted_proxies);
        const auto trusts = [&](auto... addresses) { return (proxies.contains(addresses) && ...); };
        // From one end of the address space to the other.
        add_if(trusts("8.8.8.8", "200.0.0.1") || trusts("2001:db8::1", "2a00::1"), "server.trusted_proxies",
               "holds strangers too: whoever connects may claim any address");
        add_if(place_.proxied && !place_.reachable && !proxies.contains("127.0.0.1") && !proxies.contains("::1"),
               "server.trusted_proxies",
               fmt::format("lacks this machine, and nobody else can connect to {}: no proxy is ever believed",
                           server.bind_address));
    }

    void on_cookies() {
        const auto& session = settings_.session;
        const bool never = session.cookie_secure == CookieSecure::never;
        const bool always = session.cookie_secure == CookieSecure::always;
        add_if(never && place_.used_by_others, "session.cookie_secure",
               "is never: browsers send the session over unencrypted connections too");
        add_if(always && place_.plain, "session.cookie_secure",
               "is always, and public_url is http: browsers drop such cookies, nobody can sign in");
        const bool secure = always || (place_.https && !never);
        for (const auto& [key, name] : {std::pair("session.session_cookie_name", &session.session_cookie_name),
                                        std::pair("session.csrf_cookie_name", &session.csrf_cookie_name)})
            add_if(
                !secure && (name->starts_with("__Host-") || name->starts_with("__Secure-")), key,
                "begins with a prefix by which browsers drop cookies that are not Secure: set public_url to an https "
                "origin, or cookie_secure to always");
        add_if(session.idle_seconds > session.absolute_seconds, "session.idle_seconds",
               "is above absolute_seconds: no session ends by being idle");
    }

    void on_other_sites() {
        for (const auto& origin : settings_.server.cors_allowed_origins)
            add_if(
                origin.starts_with("http:") && !http::is_loopback_host(host_in(origin)), "server.cors.allowed_origins",
                fmt::format("holds {}: whoever sits between can change that page, and so act for its users", origin));
        add_if(settings_.telemetry.metrics_access == MetricsAccess::open && place_.used_by_others,
               "telemetry.metrics_access", "is public: anybody who reaches the server reads its counts");
    }

    void on_limits() {
        add_if(settings_.rate_limits.default_rps == 0 && place_.used_by_others, "rate_limits.default_rps",
               "is 0: a single caller may keep the server busy");
        add_if(settings_.telemetry.log_level == log::Level::off, "telemetry.log_level",
               "is off: no refusal and no failure leaves a trace");
    }

    // A name that is spelled wrong looks just like this.
    void on_secrets() {
        for (const auto& [name, value] : settings_.secrets) {
            const auto is_theirs = [&](const config::Model& model) { return model.api_key == value; };
            const bool used = name.starts_with("SERVER_KEY") || std::ranges::any_of(settings_.models, is_theirs);
            add_if(!used, "secrets." + name, "is used by nothing");
        }
    }

    void on_database() {
        const auto file = settings_.database.sqlite_file();
        if (!file) return;
        const auto parent = std::filesystem::path(*file).parent_path();
        const auto folder = parent.empty() ? std::filesystem::path(".") : parent;
        add_if(::access(folder.c_str(), W_OK | X_OK) != 0, "database.url",
               fmt::format("is in {}, which is no folder that this user can write to", config::shown(folder.string())));
    }

    const Settings& settings_;
    const Place place_;
    std::vector<Advice> advice_;
};

}  // namespace

std::vector<Advice> advice_on(const Settings& settings) { return Adviser(settings).all(); }

}  // namespace rustygpt::app
