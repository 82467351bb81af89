#include "api/setup.h"

namespace rustygpt::api {

struct SetupState {
    bool is_setup = false;
};
BOOST_DESCRIBE_STRUCT(SetupState, (), (is_setup))

struct Setup {
    accounts::Username username{};
    accounts::Email email{};
    accounts::NewPassword password{};
    dto::Text<1, 256> setup_token{};
};
BOOST_DESCRIBE_STRUCT(Setup, (), (username, email, password, setup_token))

namespace {

using Kind = Failure::Kind;

void add_state(http::Routes& routes, const AccountServices& services) {
    routes.add({
        .operation_id = "getSetup",
        .method = http::Method::get,
        .path = "/api/setup",
        .access = http::Access::open(),
        .tag = "setup",
        .summary = "Is there an administrator yet?",
        .replies = {{.status = 200,
                     .description = "Whether set-up is over.",
                     .schema = routes.response<SetupState>(),
                     .example = {{"is_setup", true}}}},
        .handler = [&services](http::Call&) -> Task<http::Response> {
            const bool done = co_await services.accounts.set_up.is_done();
            co_return http::Response::json(dto::to_json(SetupState{done}));
        },
    });
}

void add_first_admin(http::Routes& routes, const AccountServices& services) {
    auto reply = login_reply(routes, 201, "The administrator exists and is signed in.");
    reply.headers.emplace_back("Location");
    routes.add({
        .operation_id = "setUp",
        .method = http::Method::post,
        .path = "/api/setup",
        .access = http::Access::open(),
        .tag = "setup",
        .summary = "Create the first administrator",
        .description = "Works once. The token is in the link that the server prints to its standard output.",
        .request_schema = routes.request<Setup>(),
        .request_example = {{"username", "ada"},
                            {"email", "ada@example.org"},
                            {"password", "a good long password 1"},
                            {"setup_token", "kR3n0c2hYl7uQ5tVwXyZ1a2b3c4d5e6f7g8h9i0jKLM"}},
        .replies = {std::move(reply)},
        .failures = {Kind::invalid_credentials, Kind::already_set_up, Kind::conflict, Kind::rate_limit_exceeded,
                     Kind::queue_full},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto body = http::body_of<Setup>(call);
            accounts::FirstAdmin admin{std::move(body.username), std::move(body.email), std::move(body.password),
                                       std::move(body.setup_token.value)};
            auto origin = origin_of(call);
            auto in = co_await services.accounts.set_up(std::move(admin), std::move(origin));
            co_return signed_in(call, services, std::move(in), 201)
                .with("Location", services.base_path + "/api/auth/me");
        },
    });
}

}  // namespace

void add_setup_routes(http::Routes& routes, const AccountServices& services) {
    add_state(routes, services);
    add_first_admin(routes, services);
}

}  // namespace rustygpt::api
