#pragma once

#include "accounts/accounts.h"
#include "api/session_cookies.h"
#include "http/route.h"

namespace rustygpt::api {

// What the routes of accounts work on. Outlives the routes.
struct AccountServices {
    accounts::Accounts& accounts;
    SessionCookies cookies;
    std::string base_path{};
};

// The answer to login, set-up, refresh and a password change.
struct LoginReply {
    accounts::User user{};
    accounts::Session session{};
    std::string csrf_token{};
};
BOOST_DESCRIBE_STRUCT(LoginReply, (), (user, session, csrf_token))

// POST /api/auth/login, /refresh, /logout; GET /api/auth/me.
void add_auth_routes(http::Routes& routes, const AccountServices& services);

// Where the call comes from.
accounts::Origin origin_of(const http::Call& call);
// The session's secret, as the client sent it.
std::string secret_of(const http::Call& call, const AccountServices& services);
// Gives the cookies and answers with a LoginReply.
http::Response signed_in(http::Call& call, const AccountServices& services, accounts::SignedIn in,
                         unsigned status = 200);
// Says that the session's secret has changed.
void note_rotation(http::Call& call);

// For the OpenAPI document.
json::value user_example();
json::value login_example();
http::Reply login_reply(http::Routes& routes, unsigned status, std::string description);

}  // namespace rustygpt::api
