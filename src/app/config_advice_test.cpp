#include "app/config_advice.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "config/load.h"

namespace rustygpt::app {
namespace {

using Flags = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> keys_of(const Flags& flags, const config::Environment& environment = {}) {
    crypto_init();
    config::Sources sources{.environment = environment};
    for (const auto& [key, value] : flags) sources.flags.push_back({key, value, "--set"});
    std::vector<std::string> keys;
    for (const auto& advice : advice_on(config::load(sources).settings))
        if (advice.at_the_start) keys.push_back(advice.key);
    return keys;
}

using Keys = std::vector<std::string>;

TEST(Advice, IsSilentWhereAllIsWell) {
    const Flags good[] = {
        {},
        {{"server.bind_address", "::1"}},
        {{"server.bind_address", "127.8.0.1"}, {"rate_limits.default_rps", "0"}},
        {{"server.public_url", "http://localhost:8080"}},
        {{"server.public_url", "https://chat.example.org"}, {"server.trusted_proxies", "127.0.0.1"}},
        {{"server.public_url", "https://chat.example.org"},
         {"server.trusted_proxies", "::1,10.0.0.0/8"},
         {"session.session_cookie_name", "__Host-sid"},
         {"server.cors.allowed_origins", "https://app.example.org,http://localhost:5173"}},
        {{"server.bind_address", "0.0.0.0"},
         {"server.public_url", "https://chat.example.org"},
         {"server.trusted_proxies", "172.16.0.0/12"}},
        {{"telemetry.metrics_access", "public"}},
        {{"session.cookie_secure", "never"}},
    };
    for (const auto& flags : good) EXPECT_EQ(keys_of(flags), Keys{});
}

TEST(Advice, NamesTheSettingThatIsProbablyMissing) {
    const std::pair<Flags, Keys> cases[] = {
        {{{"server.bind_address", "0.0.0.0"}}, {"server.public_url"}},
        {{{"server.bind_address", "::"}}, {"server.public_url"}},
        {{{"server.bind_address", "192.0.2.1"}}, {"server.public_url"}},
        {{{"server.trusted_proxies", "127.0.0.1"}}, {"server.public_url"}},
        {{{"server.public_url", "https://chat.example.org"}}, {"server.trusted_proxies"}},
        {{{"server.public_url", "http://chat.example.org"}}, {"server.public_url"}},
        {{{"server.public_url", "http://localhost"}, {"server.bind_address", "0.0.0.0"}}, {"server.public_url"}},
        {{{"server.public_url", "https://chat.example.org"}, {"server.trusted_proxies", "10.0.0.0/8"}},
         {"server.trusted_proxies"}},
        {{{"server.public_url", "https://chat.example.org"}, {"server.trusted_proxies", "127.0.0.1,0.0.0.0/0"}},
         {"server.trusted_proxies"}},
        {{{"server.public_url", "https://chat.example.org"}, {"server.trusted_proxies", "::/0,127.0.0.1"}},
         {"server.trusted_proxies"}},
        {{{"server.public_url", "http://chat.example.org"}, {"session.cookie_secure", "always"}},
         {"server.public_url", "session.cookie_secure"}},
        {{{"session.session_cookie_name", "__Host-sid"}}, {"session.session_cookie_name"}},
        {{{"session.csrf_cookie_name", "__Secure-csrf"}}, {"session.csrf_cookie_name"}},
        {{{"session.idle_seconds", "700000"}}, {"session.idle_seconds"}},
        {{{"server.cors.allowed_origins", "http://app.example.org"}}, {"server.cors.allowed_origins"}},
        {{{"telemetry.log_level", "off"}}, {"telemetry.log_level"}},
        {{{"database.url", "sqlite:/no/such/folder/x.db"}}, {"database.url"}},
    };
    for (const auto& [flags, keys] : cases) EXPECT_EQ(keys_of(flags), keys) << flags.back().second;
}

TEST(Advice, TellsWhoAsksWhatAProxyWillNeed) {
    const auto only_asked = [](const Flags& flags) {
        config::Sources sources;
        for (const auto& [key, value] : flags) sources.flags.push_back({key, value, "--set"});
        const auto all = advice_on(config::load(sources).settings);
        return std::ranges::count(all, false, &Advice::at_the_start);
    };
    EXPECT_EQ(only_asked({}), 1);
    EXPECT_EQ(only_asked({{"server.bind_address", "::1"}}), 1);
    EXPECT_EQ(only_asked({{"server.bind_address", "0.0.0.0"}}), 0);
    EXPECT_EQ(only_asked({{"server.public_url", "http://localhost:8080"}}), 0);
}

TEST(Advice, LooksAtWhatOthersReach) {
    const Flags proxied{{"server.public_url", "https://chat.example.org"}, {"server.trusted_proxies", "127.0.0.1"}};
    const std::pair<const char*, const char*> cases[] = {
        {"telemetry.metrics_access", "public"}, {"session.cookie_secure", "never"}, {"rate_limits.default_rps", "0"}};
    for (const auto& [key, value] : cases) {
        auto flags = proxied;
        flags.emplace_back(key, value);
        EXPECT_EQ(keys_of(flags), Keys{key});
    }
}

TEST(Advice, KnowsASecretThatNothingUses) {
    const std::string key = "RUSTYGPT__SECRETS__OPENAI";
    EXPECT_EQ(keys_of({}, {{key, "text"}}), Keys{"secrets.OPENAI"});
    EXPECT_EQ(keys_of({{"models.0.id", "m"}, {"models.0.api_key", key}}, {{key, "text"}}), Keys{});
    EXPECT_EQ(keys_of({}, {{"RUSTYGPT__SECRETS__SERVER_KEY", std::string(32, 'k')}}), Keys{});
}

}  // namespace
}  // namespace rustygpt::app
