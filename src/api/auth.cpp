#include "api/auth.h"

#include <algorithm>

namespace rustygpt::api {

struct Login {
    dto::Text<1, accounts::Email::most_bytes> email{};
    dto::Text<1, accounts::most_password_bytes> password{};
};
BOOST_DESCRIBE_STRUCT(Login, (), (email, password))

// A token has no session: session and csrf_token are null then.
struct Profile {
    accounts::User user{};
    std::optional<accounts::Session> session{};
    std::optional<std::string> csrf_token{};
};
BOOST_DESCRIBE_STRUCT(Profile, (), (user, session, csrf_token))

namespace {

using Kind = Failure::Kind;

const http::Access own_session = http::Access::session_only(Role::read_only);

Failure session_gone() { return Failure(Kind::session_expired, "This session has ended. Sign in again."); }

void add_login(http::Routes& routes, const AccountServices& services) {
    routes.add({
        .operation_id = "login",
        .method = http::Method::post,
        .path = "/api/auth/login",
        .access = http::Access::open(),
        .tag = "auth",
        .summary = "Sign in",
        .description = "A wrong password and an unknown address get the same answer in the same time.",
        .request_schema = routes.request<Login>(),
        .request_example = {{"email", "ada@example.org"}, {"password", "a good long password 1"}},
        .replies = {login_reply(routes, 200, "Signed in; the cookies carry the session.")},
        .failures = {Kind::invalid_credentials, Kind::user_disabled, Kind::rate_limit_exceeded, Kind::queue_full},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto body = http::body_of<Login>(call);
            auto origin = origin_of(call);
            auto former = call.header("authorization") ? std::string() : secret_of(call, services);
            auto in = co_await services.accounts.sign_in(std::move(body.email.value), std::move(body.password.value),
                                                         std::move(origin), std::move(former));
            co_return signed_in(call, services, std::move(in));
        },
        .limit = limits::Fallback::guarded,
    });
}

void add_refresh(http::Routes& routes, const AccountServices& services) {
    auto reply = login_reply(routes, 200, "The session goes on with a new secret and a new CSRF token.");
    reply.headers.emplace_back("X-Session-Rotated");
    routes.add({
        .operation_id = "refreshSession",
        .method = http::Method::post,
        .path = "/api/auth/refresh",
        .access = own_session,
        .tag = "auth",
        .summary = "Replace the session's secret",
        .description = "For ten seconds the old secret and its CSRF token still work, and lead to the same successor.",
        .replies = {std::move(reply)},
        .failures = {Kind::session_expired},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto issued = co_await services.accounts.sessions.refresh(secret_of(call, services));
            auto who = co_await services.accounts.store.credentials_of(issued.user_id);
            if (!who) throw session_gone();
            accounts::SignedIn in{std::move(who->user), std::move(issued)};
            note_rotation(call);
            co_return signed_in(call, services, std::move(in));
        },
    });
}

void add_me(http::Routes& routes, const AccountServices& services) {
    routes.add({
        .operation_id = "getMe",
        .method = http::Method::get,
        .path = "/api/auth/me",
        .access = http::Access::session(http::Scope::read, Role::read_only),
        .tag = "auth",
        .summary = "Who am I?",
        .replies = {{.status = 200,
                     .description = "The person, the session and its CSRF token.",
                     .schema = routes.response<Profile>(),
                     .example = login_example()}},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto who = co_await services.accounts.store.credentials_of(call.caller.user_id);
            if (!who) throw session_gone();
            Profile profile{.user = std::move(who->user)};
            profile.user.last_seen_at = services.accounts.clock.now();
            if (!call.caller.by_token) {
                auto view = services.accounts.sessions.view(call.caller.session_id);
                if (!view) throw session_gone();
                profile.session = view->session;
                const auto rest = view->session.absolute_expires_at - services.accounts.clock.now();
                services.cookies.renew_csrf(call, view->csrf_token, std::chrono::floor<seconds>(rest));
                profile.csrf_token = std::move(view->csrf_token);
            }
            co_return http::Response::json(dto::to_json(profile));
        },
    });
}

void add_logout(http::Routes& routes, const AccountServices& services) {
    routes.add({
        .operation_id = "logout",
        .method = http::Method::post,
        .path = "/api/auth/logout",
        .access = own_session,
        .tag = "auth",
        .summary = "End this session, everywhere at once",
        .replies = {{.status = 204, .description = "Ended; the cookies are cleared.", .headers = {"Set-Cookie"}}},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto& caller = call.caller;
            accounts::AuditEntry audit{.at = services.accounts.clock.now(),
                                       .actor = caller.user_id.text(),
                                       .action = "logout",
                                       .subject = caller.session_id.text(),
                                       .address = call.peer};
            co_await services.accounts.sessions.end(caller.user_id, caller.session_id, false, std::move(audit));
            services.cookies.clear(call);
            co_return http::Response::empty();
        },
    });
}

}  // namespace

void add_auth_routes(http::Routes& routes, const AccountServices& services) {
    add_login(routes, services);
    add_refresh(routes, services);
    add_me(routes, services);
    add_logout(routes, services);
}

accounts::Origin origin_of(const http::Call& call) {
    return {call.peer, std::string(call.header("User-Agent").value_or(""))};
}

std::string secret_of(const http::Call& call, const AccountServices& services) {
    return std::string(call.cookie(services.cookies.session_name()).value_or(""));
}

http::Response signed_in(http::Call& call, const AccountServices& services, accounts::SignedIn in, unsigned status) {
    services.cookies.give(call, in.issued);
    in.user.last_seen_at = services.accounts.clock.now();
    const LoginReply reply{std::move(in.user), in.issued.session, std::move(in.issued.csrf_token)};
    return http::Response::json(dto::to_json(reply), status);
}

void note_rotation(http::Call& call) {
    const auto noted = [](const http::Header& header) { return header.name == "X-Session-Rotated"; };
    if (std::ranges::none_of(call.extra_headers, noted)) call.extra_headers.push_back({"X-Session-Rotated", "1"});
}

json::value user_example() {
    return {{"id", "0193a5c8-7e1f-7a2b-8c3d-4e5f60718293"},
            {"email", "ada@example.org"},
            {"username", "ada"},
            {"display_name", "ada"},
            {"role", "admin"},
            {"disabled", false},
            {"created_at", "2026-01-31T12:00:00.000Z"},
            {"last_seen_at", "2026-02-01T08:30:00.000Z"}};
}

json::value login_example() {
    json::object session{{"id", "0193a5c9-0a4e-7d10-9b1c-2d3e4f506172"},
                         {"issued_at", "2026-02-01T08:30:00.000Z"},
                         {"expires_at", "2026-02-01T16:30:00.000Z"},
                         {"absolute_expires_at", "2026-02-08T08:30:00.000Z"}};
    return {{"user", user_example()},
            {"session", std::move(session)},
            {"csrf_token", "3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}};
}

http::Reply login_reply(http::Routes& routes, unsigned status, std::string description) {
    return {.status = status,
            .description = std::move(description),
            .schema = routes.response<LoginReply>(),
            .example = login_example(),
            .headers = {"Set-Cookie"}};
}

}  // namespace rustygpt::api
