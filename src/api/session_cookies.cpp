#include "api/session_cookies.h"

#include <fmt/format.h>

namespace rustygpt::api {
namespace {

// Scripts have no business with the secret. Lax, or a link to a conversation would open signed out.
constexpr std::string_view session_rules = "HttpOnly; SameSite=Lax; Path=/";
// The page reads this one; nothing that another site starts may carry it.
constexpr std::string_view csrf_rules = "SameSite=Strict; Path=/";

}  // namespace

void SessionCookies::give(http::Call& call, const accounts::Issued& issued) const {
    add(call, session_name_, issued.secret, session_rules, issued.max_age);
    add(call, csrf_name_, issued.csrf_token, csrf_rules, issued.max_age);
}

void SessionCookies::renew_csrf(http::Call& call, const std::string& csrf_token, seconds max_age) const {
    if (call.cookie(csrf_name_) != csrf_token) add(call, csrf_name_, csrf_token, csrf_rules, max_age);
}

void SessionCookies::clear(http::Call& call) const {
    add(call, session_name_, "", session_rules, seconds(0));
    add(call, csrf_name_, "", csrf_rules, seconds(0));
}

void SessionCookies::add(http::Call& call, const std::string& name, const std::string& value, std::string_view rules,
                         seconds max_age) const {
    const bool secure = secure_ == Secure::always || (secure_ == Secure::on_https && call.secure);
    auto text = fmt::format("{}={}; {}; Max-Age={}{}", name, value, rules, max_age.count(), secure ? "; Secure" : "");
    // A rotation on the way in may have set the cookie already: the last word counts, said once.
    std::erase_if(call.extra_headers, [&](const http::Header& header) {
        return header.name == "Set-Cookie" && header.value.starts_with(name + "=");
    });
    call.extra_headers.push_back({"Set-Cookie", std::move(text)});
}

}  // namespace rustygpt::api
