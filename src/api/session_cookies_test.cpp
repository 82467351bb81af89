#include "api/session_cookies.h"

#include <gtest/gtest.h>

namespace rustygpt::api {
namespace {

using Secure = SessionCookies::Secure;

const accounts::Issued issued{.secret = "s3cret", .csrf_token = "t0ken", .max_age = seconds(60)};

std::vector<std::string> given(Secure secure, bool https) {
    http::Call call;
    call.secure = https;
    SessionCookies("sid", "CSRF-TOKEN", secure).give(call, issued);
    std::vector<std::string> out;
    for (const auto& header : call.extra_headers) out.push_back(header.name + ": " + header.value);
    return out;
}

TEST(SessionCookies, AreAsTheContractSays) {
    EXPECT_EQ(given(Secure::on_https, false),
              (std::vector<std::string>{"Set-Cookie: sid=s3cret; HttpOnly; SameSite=Lax; Path=/; Max-Age=60",
                                        "Set-Cookie: CSRF-TOKEN=t0ken; SameSite=Strict; Path=/; Max-Age=60"}));
}

TEST(SessionCookies, AreSecureOnHttpsAndWhereConfigured) {
    const auto secure = [](Secure rule, bool https) { return given(rule, https).front().ends_with("; Secure"); };
    EXPECT_TRUE(secure(Secure::on_https, true));
    EXPECT_FALSE(secure(Secure::on_https, false));
    EXPECT_TRUE(secure(Secure::always, false));
    EXPECT_FALSE(secure(Secure::never, true));
}

TEST(SessionCookies, AreSetOncePerAnswer) {
    http::Call call;
    const SessionCookies cookies("sid", "CSRF-TOKEN", Secure::never);
    cookies.give(call, issued);
    cookies.clear(call);
    ASSERT_EQ(call.extra_headers.size(), 2u);
    EXPECT_EQ(call.extra_headers[0].value, "sid=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
    EXPECT_EQ(call.extra_headers[1].value, "CSRF-TOKEN=; SameSite=Strict; Path=/; Max-Age=0");
}

}  // namespace
}  // namespace rustygpt::api
