#include "http/origin.h"

#include <gtest/gtest.h>

namespace rustygpt::http {
namespace {

TEST(Origins, LoopbackNamesAreOnlyTheMachinesOwn) {
    for (const char* host : {"localhost", "LocalHost:8080", "localhost.", "localhost.:1", "127.0.0.1", "127.0.0.1:80",
                             "127.255.1.9", "[::1]", "[::1]:8080", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]:9"})
        EXPECT_TRUE(is_loopback_host(host)) << host;
    for (const char* host : {"",
                             ":80",
                             "localhost.evil.example",
                             "evil.localhost",
                             "localhost..",
                             "127.0.0.1.evil.example",
                             "127.0.0.1.",
                             "127.1",
                             "2130706433",
                             "0x7f.0.0.1",
                             "0177.0.0.1",
                             "0.0.0.0",
                             "128.0.0.1",
                             "10.0.0.1",
                             "[::]",
                             "[::2]",
                             "[::ffff:10.0.0.1]",
                             "[127.0.0.1]",
                             "::1",
                             "[::1",
                             "[]",
                             "192.0.2.1:127",
                             "example.org",
                             "xn--localhost-x"})
        EXPECT_FALSE(is_loopback_host(host)) << host;
}

using Headers = std::vector<std::pair<std::string_view, std::string_view>>;

struct Case {
    std::string_view host;
    Headers headers;
    bool passes;
};

void check(const ServerOptions& options, const std::vector<Case>& cases, bool secure = false) {
    const Origins origins(options);
    for (const auto& [host, headers, passes] : cases) {
        Call call;
        call.host = host;
        call.headers = headers;
        call.secure = secure;
        EXPECT_EQ(!origins.foreign(call), passes)
            << host << ' ' << headers.front().first << ": " << headers.front().second;
    }
}

TEST(Origins, WithoutAPublicUrlTheRequestsOwnCounts) {
    check({}, {
                  {"a.example", {{"Origin", "http://a.example"}}, true},
                  {"a.example:80", {{"Origin", "http://a.example"}}, true},
                  {"a.example", {{"Origin", "http://a.example:80"}}, true},
                  {"A.Example", {{"Origin", "HTTP://a.exAMPLE"}}, true},
                  {"a.example:", {{"Origin", "http://a.example"}}, true},
                  {"a.example:8080", {{"Origin", "http://a.example:8080"}}, true},
                  {"[2001:db8::80]", {{"Origin", "http://[2001:DB8::80]"}}, true},
                  {"[::1]:8080", {{"Origin", "http://[::1]:8080"}}, true},
                  {"xn--bcher-kva.example", {{"Origin", "http://xn--bcher-kva.example"}}, true},
                  {"a.example.", {{"Origin", "http://a.example."}}, true},
                  {"a.example", {{"Origin", "http://a.example."}}, false},
                  {"a.example.", {{"Origin", "http://a.example"}}, false},
                  {"a.example", {{"Origin", "https://a.example"}}, false},
                  {"a.example:443", {{"Origin", "http://a.example"}}, false},
                  {"a.example:80", {{"Origin", "https://a.example:80"}}, false},
                  {"a.example", {{"Origin", "http://a.example:8080"}}, false},
                  {"a.example:8080", {{"Origin", "http://a.example"}}, false},
                  {"a.example", {{"Origin", "http://a.example:080"}}, false},
                  {"a.example", {{"Origin", "http://b.a.example"}}, false},
                  {"a.example", {{"Origin", "http://a.example/"}}, false},
                  {"a.example", {{"Origin", "http://me@a.example"}}, false},
                  {"a.example", {{"Origin", "http://a.example http://a.example"}}, false},
                  {"a.example", {{"Origin", "http://a.example, http://a.example"}}, false},
                  {"a.example", {{"Origin", "http://a.example"}, {"Origin", "http://a.example"}}, false},
                  {"a.example", {{"Origin", "http://a.example"}, {"oRIGIN", "http://evil.example"}}, false},
                  {"a.example", {{"Origin", "a.example"}}, false},
                  {"a.example", {{"Origin", "//a.example"}}, false},
                  {"a.example", {{"Origin", "http:a.example"}}, false},
                  {"a.example", {{"Origin", "ftp://a.example"}}, false},
                  {"a.example", {{"Origin", "http://"}}, false},
                  {"a.example", {{"Origin", "null"}}, false},
                  {"null", {{"Origin", "null"}}, false},
                  {"a.example", {{"Origin", ""}}, false},
                  {"xn--bcher-kva.example",
                   {{"Origin",
                     "http://b\xC3\xBC"
                     "cher.example"}},
                   false},
                  {"a.example", {{"Accept", "*/*"}}, true},
              });
    check({},
          {{"a.example", {{"Origin", "https://a.example"}}, true},
           {"a.example:443", {{"Origin", "https://a.example"}}, true},
           {"a.example", {{"Origin", "http://a.example"}}, false}},
          true);
}

TEST(Origins, WithAPublicUrlOnlyItCounts) {
    check({.public_url = "https://chat.example:443/base"},
          {
              {"chat.example", {{"Origin", "https://chat.example"}}, true},
              {"127.0.0.1:8080", {{"Origin", "https://chat.example"}}, true},
              {"localhost:8080", {{"Origin", "http://localhost:8080"}}, false},
              {"chat.example", {{"Origin", "http://chat.example"}}, false},
              {"chat.example:8443", {{"Origin", "https://chat.example:8443"}}, false},
              {"chat.example", {{"Origin", "https://chat.example."}}, false},
          });
}

TEST(Origins, FetchMetadataCountsWhereTheOriginIsNotAllowed) {
    const std::string_view app = "https://app.example";
    const std::string_view own = "http://a.example";
    check({.cors_allowed_origins = {"https://app.example", "http://localhost:5173"}},
          {
              {"a.example", {{"Sec-Fetch-Site", "none"}}, true},
              {"a.example", {{"Sec-Fetch-Site", "same-origin"}}, true},
              {"a.example", {{"Sec-Fetch-Site", "same-origin"}, {"Origin", own}}, true},
              {"a.example", {{"Sec-Fetch-Site", "none"}, {"Origin", "https://evil.example"}}, false},
              {"a.example", {{"Sec-Fetch-Site", "cross-site"}}, false},
              {"a.example", {{"Sec-Fetch-Site", "same-site"}}, false},
              {"a.example", {{"sec-fetch-site", " Cross-Site "}}, false},
              {"a.example", {{"Sec-Fetch-Site", "cross-site"}, {"Origin", own}}, false},
              {"a.example", {{"Sec-Fetch-Site", "same-site"}, {"Origin", own}}, false},
              {"a.example", {{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "cross-site"}}, false},
              {"a.example", {{"Sec-Fetch-Site", "cross-site"}, {"Origin", "null"}}, false},
              {"a.example", {{"Origin", app}}, true},
              {"a.example", {{"Sec-Fetch-Site", "cross-site"}, {"Origin", app}}, true},
              {"a.example", {{"Sec-Fetch-Site", "same-site"}, {"Origin", app}}, true},
              {"a.example", {{"Sec-Fetch-Site", "cross-site"}, {"Origin", "http://localhost:5173"}}, true},
              {"a.example", {{"Origin", "http://localhost:5174"}}, false},
              {"a.example", {{"Origin", "http://app.example"}}, false},
              {"a.example", {{"Origin", "https://app.example."}}, false},
              {"a.example", {{"Origin", app}, {"Origin", app}}, false},
          });
}

TEST(Origins, TellAnOperatorWhatWasCompared) {
    using Cause = Foreign::Cause;
    const auto foreign = [](const ServerOptions& options, Headers headers, bool by_trusted_proxy = false) {
        Call call;
        call.host = "chat.example";
        call.headers = headers;
        call.by_trusted_proxy = by_trusted_proxy;
        return Origins(options).foreign(call).value();
    };
    const auto tls = foreign({}, {{"Origin", "https://chat.example"}});
    EXPECT_EQ(tls.cause, Cause::another_scheme);
    EXPECT_EQ(tls.own, "http://chat.example");
    EXPECT_EQ(tls.own_comes_from, "the Host header, http as no proxy says otherwise");
    EXPECT_EQ(foreign({}, {{"Origin", "https://chat.example:8443"}}).cause, Cause::another_address);
    EXPECT_EQ(foreign({}, {{"Origin", "https://x.example"}, {"Sec-Fetch-Site", "same-origin"}}).cause,
              Cause::another_address);
    EXPECT_EQ(foreign({}, {{"Origin", "https://x.example"}}).cause, Cause::elsewhere);
    EXPECT_EQ(foreign({}, {{"Origin", "null"}, {"Sec-Fetch-Site", "same-origin"}}).cause, Cause::elsewhere);
    EXPECT_EQ(foreign({}, {{"Sec-Fetch-Site", "cross-site"}}).cause, Cause::elsewhere);
    const auto forwarded = foreign({}, {{"Origin", "https://chat.example"}, {"X-Forwarded-Proto", "https"}});
    EXPECT_EQ(forwarded.own_comes_from, "the Host header, http as X-Forwarded-Proto comes from no trusted proxy");
    const auto silent = foreign({}, {{"Origin", "https://chat.example"}}, true);
    EXPECT_NE(silent.own_comes_from.find("trusted proxy does not say https"), std::string_view::npos);
    const auto set = foreign({.public_url = "https://other.example"}, {{"Origin", "https://chat.example"}});
    EXPECT_EQ(set.cause, Cause::elsewhere);
    EXPECT_EQ(set.own, "https://other.example");
    EXPECT_EQ(set.own_comes_from, "server.public_url");
}

}  // namespace
}  // namespace rustygpt::http
