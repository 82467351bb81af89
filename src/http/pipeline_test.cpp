// The order of checks, seen from the wire.

#include <gtest/gtest.h>

#include "base/failure.h"
#include "http/limit_headers.h"
#include "http/limiter.h"
#include "http/testing/server.h"
#include "limits/refused.h"

namespace rustygpt::http {
namespace {

using test::request;
using test::Serving;
using namespace std::chrono_literals;

constexpr auto as_member = "Cookie: CSRF-TOKEN=csrf-known; sid=known\r\nX-CSRF-Token: csrf-known\r\n";
constexpr auto json_type = "Content-Type: application/json\r\n";

struct Case {
    std::string bytes;
    unsigned status;
    std::string code;  // "" where there is no envelope
};

void check(Serving& serving, const std::vector<Case>& cases) {
    for (const auto& [bytes, status, code] : cases) {
        const auto reply = serving.ask(bytes);
        EXPECT_EQ(reply.status, status) << bytes << '\n' << reply.body;
        if (!code.empty() && reply.status == status) {
            EXPECT_EQ(reply.code(), code) << bytes;
        }
        EXPECT_EQ(reply.header("trace_id").size(), 32) << bytes;
        EXPECT_EQ(reply.header("x-content-type-options"), "nosniff") << bytes;
        EXPECT_EQ(reply.header("referrer-policy"), "no-referrer") << bytes;
        EXPECT_EQ(reply.header("cache-control"), "no-store") << bytes;
    }
}

TEST(Pipeline, ChecksInTheContractsOrder) {
    Serving serving;
    const std::string member = as_member;
    const std::string json = json_type;
    const std::string foreign = "Origin: https://evil.example\r\n";
    const std::string id = "/things/019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b";
    check(serving,
          {
              {request("GET /open"), 200, ""},
              {request("HEAD /open"), 200, ""},
              {request("OPTIONS /open"), 204, ""},
              {request("OPTIONS *"), 204, ""},
              {request("GET *"), 400, "malformed_request"},
        // Unknown routes come before everything that the request may lack.
              {request("POST /nowhere", foreign, "x"), 404, "not_found"},
              {request("GET /open/"), 404, "not_found"},
              {request("BREW /open"), 405, "method_not_allowed"},
              {request("DELETE /mine/echo", foreign), 405, "method_not_allowed"},
              {request("GET /off"), 404, "not_found"},
              {request("POST /off"), 405, "method_not_allowed"},
        // 401 before 403, 415 and 413.
              {request("POST /mine/echo", foreign, std::string(500, 'x')), 401, "authentication_required"},
              {request("POST /mine/echo", "Cookie: sid=wrong\r\n", "x"), 401, "authentication_required"},
              {request("POST /mine/echo", "Cookie: sid=expired\r\n", "x"), 401, "session_expired"},
              {request("POST /mine/echo", "Authorization: Bearer wrong\r\n" + member, "x"), 401, "invalid_token"},
              {request("POST /mine/echo", "Authorization: Basic Zm9v\r\n" + member, "x"), 401, "invalid_token"},
              {request("POST /mine/echo", "Authorization:\r\n" + member, "x"), 401, "invalid_token"},
              {request("POST /mine/echo", "Authorization: Bearer chat\r\nAuthorization: Bearer chat\r\n", "x"), 401,
               "invalid_token"},
        // The role before CSRF, CSRF before the body.
              {request("POST /mine/echo", "Cookie: sid=reader\r\n", "x"), 403, "forbidden"},
              {request("POST /mine/echo", "Cookie: sid=known\r\n", std::string(500, 'x')), 403, "csrf_failed"},
              {request("POST /mine/echo", member + foreign, std::string(500, 'x')), 403, "csrf_failed"},
              {request("POST /api/auth/poke", "Authorization: Bearer chat\r\n"), 403, "insufficient_scope"},
              {request("POST /api/auth/poke", "Authorization: Bearer known-chat\r\n"), 403, "insufficient_scope"},
              {request("GET /admin", "Authorization: Bearer chat\r\n"), 403, "insufficient_scope"},
              {request("GET /admin", "Authorization: Bearer known-chat\r\n"), 403, "insufficient_scope"},
        // 413 before 415, both before the body is looked at.
              {request("POST /mine/echo", member, std::string(101, 'x')), 413, "payload_too_large"},
              {request("POST /mine/echo", member, "x"), 415, "unsupported_media_type"},
              {request("POST /mine/echo", member + "Content-Type: text/plain\r\n", "x"), 415, "unsupported_media_type"},
              {request("POST /mine/echo", member + json + "Content-Encoding: gzip\r\n", "x"), 415,
               "unsupported_media_type"},
              {request("POST /mine/echo", member + json, "{}"), 200, ""},
              {request("POST /mine/echo", member + "Content-Type: Application/JSON; charset=utf-8\r\n", "{}"), 200, ""},
              {request("POST /mine/echo", member), 200, ""},
              {request("POST /open/drop", "", "anything"), 200, ""},
              {request("POST /mine/echo", "Authorization: Bearer chat\r\n" + json, "{}"), 200, ""},
              {request("POST /mine/echo", "authorization: bearer known-chat\r\n" + json, "{}"), 200, ""},
        // No UUID is like an absent thing, behind the session.
              {request("GET /things/7"), 401, "authentication_required"},
              {request("GET /things/7", member), 404, "not_found"},
              {request("GET " + id, member), 200, ""},
              {request("GET " + id, "Cookie: sid=reader\r\n"), 200, ""},
        // What a handler throws.
              {request("GET /broken"), 500, "internal_error"},
              {request("GET /busy"), 503, "queue_full"},
          });
}

TEST(Pipeline, SaysHowToGoOn) {
    Serving serving;
    EXPECT_EQ(serving.ask(request("POST /open")).header("allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(serving.ask(request("OPTIONS /mine/echo")).header("allow"), "POST, OPTIONS");
    EXPECT_EQ(serving.ask(request("GET /things/7")).header("www-authenticate"), "session");
    const auto refused = serving.ask(request("GET /things/7", "Authorization: Bearer wrong\r\n"));
    EXPECT_EQ(refused.header("www-authenticate"), "Bearer");
    const auto busy = serving.ask(request("GET /busy"));
    EXPECT_EQ(busy.header("retry-after"), "7");
    EXPECT_NE(busy.body.find(R"("retry_after_seconds":7)"), std::string::npos);
    const auto rotated = serving.ask(request("GET /things/7", "Cookie: sid=stored\r\n"));
    EXPECT_EQ(rotated.status, 404);
    EXPECT_EQ(rotated.header("x-session-rotated"), "1") << "headers of a failed request are kept";
    EXPECT_EQ(serving.ask(request("GET /broken")).body.find("secret cause"), std::string::npos);
}

TEST(Pipeline, TakesTheTraceFromAValidTraceparent) {
    Serving serving;
    const std::string id = "4bf92f3577b34da6a3ce929d0e0e4736";
    const auto traced = serving.ask(request("GET /open", "traceparent: 00-" + id + "-00f067aa0ba902b7-01\r\n"));
    EXPECT_EQ(traced.header("trace_id"), id);
    const auto zero =
        serving.ask(request("GET /open", "traceparent: 00-" + std::string(32, '0') + "-00f067aa0ba902b7-01\r\n"));
    EXPECT_NE(zero.header("trace_id"), std::string(32, '0'));
}

TEST(Pipeline, RefusesWhatComesFromAnotherSite) {
    Serving serving([](ServerOptions& options, Routes&) { options.cors_allowed_origins = {"https://app.example"}; });
    const std::pair<const char*, unsigned> cases[] = {
        {"", 200},
        {"Origin: http://test\r\n", 200},
        {"Origin: HTTP://TEST:80\r\n", 200},
        {"Origin: https://test\r\n", 403},
        {"Origin: http://test:8080\r\n", 403},
        {"Origin: http://test.evil\r\n", 403},
        {"Origin: null\r\n", 403},
        {"Origin: \r\n", 403},
        {"Origin: https://app.example\r\n", 200},
        {"Origin: https://app.example.evil\r\n", 403},
        {"Sec-Fetch-Site: same-origin\r\n", 200},
        {"Sec-Fetch-Site: none\r\n", 200},
        {"Sec-Fetch-Site: cross-site\r\n", 403},
        {"Sec-Fetch-Site: cross-site\r\nOrigin: http://test\r\n", 403},
        {"Sec-Fetch-Site: same-site\r\n", 403},
        {"Sec-Fetch-Site: same-site\r\nOrigin: http://test\r\n", 403},
        {"Sec-Fetch-Site: same-site\r\nOrigin: https://app.example\r\n", 200},
        {"Sec-Fetch-Site: cross-site\r\nOrigin: https://app.example\r\n", 200},
        {"Origin: http://test\r\nOrigin: http://test\r\n", 403},
    };
    for (const auto& [headers, status] : cases) {
        EXPECT_EQ(serving.ask(request("POST /open/echo", headers)).status, status) << headers;
        EXPECT_EQ(serving.ask(request("POST /api/auth/poke", "Cookie: sid=known\r\n" + std::string(headers))).status,
                  status)
            << headers;
        EXPECT_EQ(serving.ask(request("GET /open", headers)).status, 200) << headers;
    }
}

TEST(Pipeline, ATokenSpeaksForItselfFromAnywhere) {
    Serving serving;
    const std::string foreign = "Sec-Fetch-Site: cross-site\r\nOrigin: https://evil.example\r\n";
    const auto ask = [&](const std::string& headers) {
        return serving.ask(request("POST /mine/echo", foreign + headers)).status;
    };
    EXPECT_EQ(ask("Authorization: Bearer chat\r\n"), 200);
    EXPECT_EQ(ask(as_member), 403);
    // What a page can make a browser send without asking is no token.
    EXPECT_EQ(serving.ask(request("POST /open/echo", foreign + "Authorization: Basic Zm9v\r\n")).status, 403);
    EXPECT_EQ(serving.ask(request("POST /open/echo", foreign + "Authorization:\r\n")).status, 403);
}

TEST(Pipeline, NeedsTheSessionsOwnCsrfToken) {
    Serving serving;
    const std::pair<const char*, unsigned> cases[] = {
        {as_member, 200},
        {"Cookie: sid=known\r\nX-CSRF-Token: csrf-known\r\n", 403},
        {"Cookie: sid=known; CSRF-TOKEN=csrf-known\r\n", 403},
        {"Cookie: sid=known; CSRF-TOKEN=csrf-stored\r\nX-CSRF-Token: csrf-stored\r\n", 403},
        {"Cookie: sid=known; CSRF-TOKEN=\r\nX-CSRF-Token: \r\n", 403},
    };
    for (const auto& [headers, status] : cases)
        EXPECT_EQ(serving.ask(request("POST /mine/echo", headers)).status, status) << headers;
}

TEST(Pipeline, AnswersOnlyToItsOwnNameOncePublicUrlIsSet) {
    Serving serving([](ServerOptions& options, Routes&) { options.public_url = "https://Chat.example/app"; });
    const std::pair<const char*, unsigned> cases[] = {
        {"chat.example", 200}, {"CHAT.example:443", 200}, {"localhost:8080", 200},
        {"127.0.0.1", 200},    {"[::1]:80", 200},         {"chat.example:80", 400},
        {"evil.example", 400}, {"localhost.evil", 400},   {"127.0.0.1.evil", 400},
    };
    for (const auto& [host, status] : cases) {
        const auto bytes = "GET /open HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
        EXPECT_EQ(serving.ask(bytes).status, status) << host;
    }
    EXPECT_EQ(serving.ask("GET http://chat.example/open HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 200)
        << "the authority of an absolute target replaces Host";
    EXPECT_EQ(serving.ask("GET http://evil.example/open HTTP/1.1\r\nHost: chat.example\r\n\r\n").status, 400);
}

TEST(Pipeline, SharesWithTheConfiguredOriginsOnly) {
    Serving serving([](ServerOptions& options, Routes&) { options.cors_allowed_origins = {"https://app.example"}; });
    const std::string ours = "Origin: https://app.example\r\n";
    const auto allowed = serving.ask(request("GET /things/7", ours));
    EXPECT_EQ(allowed.status, 401);
    EXPECT_EQ(allowed.header("access-control-allow-origin"), "https://app.example");
    EXPECT_EQ(allowed.header("access-control-allow-credentials"), "true");
    EXPECT_NE(allowed.header("access-control-expose-headers").find("trace_id, ETag, Location"), std::string::npos);
    EXPECT_EQ(allowed.header("vary"), "Origin");
    const auto preflight = serving.ask(request("OPTIONS /mine/echo", ours + "Access-Control-Request-Method: POST\r\n"));
    EXPECT_EQ(preflight.status, 204);
    EXPECT_EQ(preflight.header("access-control-allow-methods"), "POST, OPTIONS");
    EXPECT_NE(preflight.header("access-control-allow-headers").find("X-CSRF-Token"), std::string::npos);
    const auto foreign = serving.ask(request("GET /open", "Origin: https://evil.example\r\n"));
    EXPECT_EQ(foreign.header("access-control-allow-origin"), "");
    EXPECT_EQ(foreign.header("vary"), "Origin");
}

TEST(Pipeline, BelievesTrustedProxiesOnly) {
    const std::string forwarded =
        "X-Forwarded-For: 1.1.1.1, 203.0.113.9\r\nX-Forwarded-For: 10.0.0.7:4711\r\n"
        "X-Forwarded-Proto: https\r\n";
    Serving open;
    EXPECT_EQ(open.ask(request("GET /open", forwarded)).body, R"({"peer":"127.0.0.1","secure":false})");
    Serving behind([](ServerOptions& options, Routes&) { options.trusted_proxies = {"127.0.0.1", "10.0.0.0/8"}; });
    EXPECT_EQ(behind.ask(request("GET /open", forwarded)).body, R"({"peer":"203.0.113.9","secure":true})");
    EXPECT_EQ(behind.ask(request("GET /open", "X-Forwarded-For: junk, 10.1.1.1\r\n")).body,
              R"({"peer":"10.1.1.1","secure":false})");
    EXPECT_EQ(behind.ask(request("GET /open", "X-Forwarded-For: [2001:db8::1]:99\r\n")).body,
              R"({"peer":"2001:db8::1","secure":false})");
    const auto set_bad = [](ServerOptions& options, Routes&) { options.trusted_proxies = {"10.0.0.0/33"}; };
    EXPECT_THROW(Serving{set_bad}, std::invalid_argument);
}

// Refuses who asks for it.
struct Closed final : Limiter {
    void admit(Call& call) override {
        if (call.header("x-closed"))
            throw limits::Refused("No.", "tight", 20, {.retry_after = 2'100ms, .reset_after = 7s});
        call.limit_headers = limit_headers("tight", 20, {.admitted = true, .remaining = 19, .reset_after = 1ms});
    }
};

TEST(Pipeline, AsksTheLimiterWhereTheContractSays) {
    Closed limiter;
    Serving serving([&](ServerOptions& options, Routes&) { options.limiter = &limiter; });
    const std::string member = as_member;
    EXPECT_EQ(serving.ask(request("GET /nowhere", "X-Closed: 1\r\n")).status, 404) << "behind 404";
    const auto denied = serving.ask(request("POST /mine/echo", "X-Closed: 1\r\n" + member, std::string(500, 'x')));
    EXPECT_EQ(denied.status, 429) << "before 413";
    EXPECT_EQ(denied.header("retry-after"), "3");
    EXPECT_NE(denied.body.find(R"("retry_after_seconds":3)"), std::string::npos);
    EXPECT_EQ(denied.header("ratelimit-limit"), "20");
    EXPECT_EQ(denied.header("ratelimit-remaining"), "0");
    EXPECT_EQ(denied.header("ratelimit-reset"), "7");
    EXPECT_EQ(denied.header("x-ratelimit-profile"), "tight");
    const auto failed = serving.ask(request("POST /mine/echo", member, std::string(101, 'x')));
    EXPECT_EQ(failed.status, 413);
    EXPECT_EQ(failed.header("ratelimit-remaining"), "19") << "errors behind the check tell it too";
    EXPECT_EQ(failed.header("ratelimit-reset"), "1") << "rounded up";
    EXPECT_EQ(serving.ask(request("POST /mine/echo", "X-Closed: 1\r\n")).status, 401) << "behind 401";
    EXPECT_EQ(serving.ask(request("POST /mine/echo", "X-Closed: 1\r\nCookie: sid=known\r\n")).status, 403);
}

}  // namespace
}  // namespace rustygpt::http
