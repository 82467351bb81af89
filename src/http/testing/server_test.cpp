#include "http/testing/server.h"

#include "base/failure.h"
#include "base/crypto.h"

namespace rustygpt::http::test {
namespace {

Caller member() { return {.user_id = Id{{1}}, .role = Role::member}; }

Task<Response> echo(Call& call) { co_return Response::json(call.body); }

void add_routes(Routes& routes) {
    const auto row = [&](Method method, std::string path, Access access) -> Route& {
        return routes.add({.operation_id = path, .method = method, .path = path, .access = access, .tag = "Test"});
    };
    row(Method::get, "/open", Access::open()).immediate = [](Call& call) {
        return Response::json(R"({"peer":")" + call.peer + R"(","secure":)" + (call.secure ? "true" : "false") + "}");
    };
    auto& open_echo = row(Method::post, "/open/echo", Access::open());
    open_echo.request_schema = json::object{{"type", "object"}};
    open_echo.handler = echo;
    row(Method::post, "/open/drop", Access::open()).handler = echo;
    row(Method::get, "/things/:id", Access::session(Scope::read, Role::read_only)).immediate = [](Call& call) {
        return Response::json('"' + call.path_id().text() + '"');
    };
    auto& mine_echo = row(Method::post, "/mine/echo", Access::session(Scope::chat, Role::member));
    mine_echo.request_schema = json::object{{"type", "object"}};
    mine_echo.max_body_bytes = 100;
    mine_echo.handler = echo;
    row(Method::post, "/api/auth/poke", Access::session_only(Role::read_only)).handler = echo;
    row(Method::get, "/admin", Access::session(Scope::admin, Role::admin)).immediate = [](Call&) {
        return Response::empty();
    };
    row(Method::get, "/broken", Access::open()).handler = [](Call&) -> Task<Response> {
        throw std::runtime_error("the secret cause");
        co_return Response{};
    };
    row(Method::get, "/busy", Access::open()).immediate = [](Call&) -> Response {
        throw Failure::busy(Failure::Kind::queue_full, "Later.", 7);
    };
    auto& off = row(Method::get, "/off", Access::open());
    off.immediate = [](Call&) { return Response::empty(); };
    off.enabled = [] { return false; };
    row(Method::get, "/large", Access::open()).immediate = [](Call&) {
        return Response::json(std::string(8'000'000, 'x'));
    };
}

}  // namespace

std::optional<Caller> Accounts::known_session(std::string_view secret) {
    return secret == "known" ? std::optional(member()) : std::nullopt;
}

Task<Caller> Accounts::session(std::string_view secret, Call& call) {
    if (secret == "expired") throw Failure(Failure::Kind::session_expired, "The session has ended.");
    if (secret == "stored") {
        call.extra_headers.push_back({"X-Session-Rotated", "1"});
        co_return member();
    }
    if (secret == "reader") co_return Caller{.user_id = Id{{2}}, .role = Role::read_only};
    throw Failure(Failure::Kind::authentication_required, "Sign in first.");
}

std::optional<Caller> Accounts::known_token(std::string_view bearer, std::optional<Scope> scope) {
    if (bearer != "known-chat") return std::nullopt;
    if (scope && scope != Scope::chat && scope != Scope::read)
        throw Failure(Failure::Kind::insufficient_scope, "Not this scope.");
    return member();
}

Task<Caller> Accounts::token(std::string_view bearer, std::optional<Scope> scope, Call&) {
    if (bearer != "chat") throw Failure(Failure::Kind::invalid_token, "The token is not valid.");
    if (scope && scope != Scope::chat && scope != Scope::read)
        throw Failure(Failure::Kind::insufficient_scope, "Not this scope.");
    co_return member();
}

bool Accounts::csrf_matches(std::string_view secret, std::string_view header, std::string_view cookie) {
    return header == "csrf-" + std::string(secret) && cookie == header;
}

Serving::Serving(const std::function<void(ServerOptions&, Routes&)>& set_up) {
    crypto_init();
    ServerOptions options{.port = 0, .threads = 2};
    add_routes(routes_);
    if (set_up) set_up(options, routes_);
    server_ = std::make_unique<Server>(options, routes_, accounts_);
    server_->start();
}

Reply Serving::ask(std::string_view bytes) {
    Client client(port());
    client.send(bytes);
    const bool bodiless = bytes.starts_with("HEAD");
    return client.read(bodiless);
}

}  // namespace rustygpt::http::test
