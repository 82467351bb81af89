#include "api/tokens.h"

#include <algorithm>

#include "api/paging.h"

namespace rustygpt::api {

struct MakeToken {
    accounts::Label name{};
    dto::List<Scope, 5> scopes{};
    std::optional<Time> expires_at{};
};
BOOST_DESCRIBE_STRUCT(MakeToken, (), (name, scopes, expires_at))

// The only time that the token's text is told.
struct MadeApiToken : accounts::ApiToken {
    std::string token{};
};
BOOST_DESCRIBE_STRUCT(MadeApiToken, (accounts::ApiToken), (token))

struct ApiTokenList {
    std::vector<accounts::ApiToken> tokens{};
    std::optional<std::string> next_cursor{};
};
BOOST_DESCRIBE_STRUCT(ApiTokenList, (), (tokens, next_cursor))

namespace {

using Kind = Failure::Kind;
using accounts::ApiToken;

// A token that could make tokens would outlive its own end.
const http::Access own_session = http::Access::session_only(Role::read_only);

json::object token_example() {
    return {{"id", "0193a5c9-3b2a-7c41-8d5e-6f7081920a1b"},
            {"name", "nightly report"},
            {"scopes", {"chat", "read"}},
            {"prefix", "rgp_Zk3vQ9aB"},
            {"created_at", "2026-02-01T08:30:00.000Z"},
            {"expires_at", "2026-05-02T08:30:00.000Z"},
            {"last_used_at", nullptr}};
}

http::Reply token_reply(http::Routes& routes) {
    return {.status = 200,
            .description = "The token, without its text.",
            .schema = routes.response<ApiToken>(),
            .example = token_example()};
}

void add_list(http::Routes& routes, const AccountServices& services) {
    routes.add({
        .operation_id = "listTokens",
        .method = http::Method::get,
        .path = "/api/tokens",
        .access = own_session,
        .tag = "tokens",
        .summary = "List one's own API tokens, newest first",
        .description = "Those that work: not the expired or revoked ones.",
        .parameters = page_parameters(),
        .replies = {{.status = 200,
                     .description = "A page of tokens, without their texts.",
                     .schema = routes.response<ApiTokenList>(),
                     .example = {{"tokens", json::array{token_example()}}, {"next_cursor", nullptr}}}},
        .failures = {Kind::validation_failed},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto page = http::page_of(call);
            const auto before = before_of(page);
            ApiTokenList list;
            list.tokens = co_await services.accounts.tokens.of_user(call.caller.user_id);
            if (before) std::erase_if(list.tokens, [&](const ApiToken& token) { return token.id >= *before; });
            list.next_cursor = next_cursor(list.tokens, page);
            co_return http::Response::json(dto::to_json(list));
        },
    });
}

void add_make(http::Routes& routes, const AccountServices& services) {
    auto example = token_example();
    example["token"] = "rgp_Zk3vQ9aBx0m2nR7sT4uVwXyZ1a2b3c4d5e6f7g8h9i0";
    routes.add({
        .operation_id = "createToken",
        .method = http::Method::post,
        .path = "/api/tokens",
        .access = own_session,
        .tag = "tokens",
        .summary = "Make an API token",
        .description =
            "Its rights are its scopes, within its owner's role at the time of each request. It lives 90 days "
            "unless expires_at says otherwise, 365 at most; a person has 50 at most.",
        .request_schema = routes.request<MakeToken>(),
        .request_example = {{"name", "nightly report"}, {"scopes", {"chat", "read"}}},
        .replies = {{.status = 201,
                     .description = "Made. The text in token is told here and never again.",
                     .schema = routes.response<MadeApiToken>(),
                     .example = std::move(example),
                     .headers = {"Location"}}},
        .failures = {Kind::validation_failed, Kind::conflict, Kind::rate_limit_exceeded},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto body = http::body_of<MakeToken>(call);
            accounts::TokenWish wish{std::move(body.name), std::move(body.scopes.items), body.expires_at};
            auto made = co_await services.accounts.tokens.make(call.caller, std::move(wish), call.peer);
            MadeApiToken reply{{std::move(made.token)}, std::move(made.text)};
            co_return http::Response::json(dto::to_json(reply), 201)
                .with("Location", services.base_path + "/api/tokens/" + reply.id.text());
        },
    });
}

void add_get(http::Routes& routes, const AccountServices& services) {
    routes.add({
        .operation_id = "getToken",
        .method = http::Method::get,
        .path = "/api/tokens/:id",
        .access = own_session,
        .tag = "tokens",
        .summary = "Fetch one of one's own API tokens",
        .replies = {token_reply(routes)},
        .failures = {Kind::not_found},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto id = call.path_id();
            const auto tokens = co_await services.accounts.tokens.of_user(call.caller.user_id);
            const auto found = std::ranges::find(tokens, id, &ApiToken::id);
            if (found == tokens.end()) throw Failure::not_found();
            co_return http::Response::json(dto::to_json(*found));
        },
    });
}

void add_revoke(http::Routes& routes, const AccountServices& services) {
    routes.add({
        .operation_id = "revokeToken",
        .method = http::Method::del,
        .path = "/api/tokens/:id",
        .access = own_session,
        .tag = "tokens",
        .summary = "Revoke one of one's own API tokens",
        .replies = {{.status = 204, .description = "Revoked: its requests are refused, its streams end."}},
        .failures = {Kind::not_found},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            co_await services.accounts.tokens.revoke(call.caller, call.path_id(), call.peer);
            co_return http::Response::empty();
        },
    });
}

}  // namespace

void add_token_routes(http::Routes& routes, const AccountServices& services) {
    add_list(routes, services);
    add_make(routes, services);
    add_get(routes, services);
    add_revoke(routes, services);
}

}  // namespace rustygpt::api
