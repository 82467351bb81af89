#include "api/admin.h"
#include "api/auth.h"
#include "api/paging.h"
#include "base/utf8.h"

namespace rustygpt::api {

struct CreateUser {
    accounts::Email email{};
    accounts::Username username{};
    accounts::NewPassword password{};
    std::optional<Role> role{};  // member
    std::optional<accounts::Label> display_name{};
};
BOOST_DESCRIBE_STRUCT(CreateUser, (), (email, username, password, role, display_name))

struct ChangeUser {
    dto::Patch<Role> role{};
    dto::Patch<bool> disabled{};
    dto::Patch<accounts::NewPassword> password{};
    dto::Patch<accounts::Label> display_name{};
};
BOOST_DESCRIBE_STRUCT(ChangeUser, (), (role, disabled, password, display_name))

struct UserList {
    std::vector<accounts::User> users{};
    std::optional<std::string> next_cursor{};
};
BOOST_DESCRIBE_STRUCT(UserList, (), (users, next_cursor))

namespace {

using Kind = Failure::Kind;

accounts::Actor actor_of(const http::Call& call) { return {call.caller.user_id.text(), call.peer}; }

http::Reply user_reply(http::Routes& routes, unsigned status, std::string description) {
    return {.status = status,
            .description = std::move(description),
            .schema = routes.response<accounts::User>(),
            .example = user_example()};
}

std::string search_of(const http::Call& call) {
    constexpr std::size_t longest = 254;
    const auto text = call.query_value("q").value_or("");
    if (text.size() > longest) throw Failure::invalid("query", "/q", "must have at most 254 bytes");
    return utf8::lookalike_key(text).value_or("");
}

void add_list(http::Routes& routes, const AdminServices& services) {
    auto parameters = page_parameters();
    parameters.push_back({"q",
                          "query",
                          "A part of the email address, the user name or the display name.",
                          {{"type", "string"}, {"maxLength", 254}},
                          "ada"});
    routes.add({
        .operation_id = "listUsers",
        .method = http::Method::get,
        .path = "/api/admin/users",
        .access = for_admins,
        .tag = "admin",
        .summary = "List people, newest first",
        .parameters = std::move(parameters),
        .replies = {{.status = 200,
                     .description = "A page of users.",
                     .schema = routes.response<UserList>(),
                     .example = {{"users", json::array{user_example()}}, {"next_cursor", nullptr}}}},
        .failures = {Kind::validation_failed},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto page = http::page_of(call);
            accounts::UserQuery query{.search = search_of(call), .before = before_of(page), .limit = page.limit + 1};
            UserList list;
            list.users = co_await services.accounts.store.users_page(std::move(query));
            list.next_cursor = next_cursor(list.users, page);
            co_return http::Response::json(dto::to_json(list));
        },
    });
}

void add_create(http::Routes& routes, const AdminServices& services) {
    auto reply = user_reply(routes, 201, "The person can sign in.");
    reply.headers = {"Location"};
    routes.add({
        .operation_id = "createUser",
        .method = http::Method::post,
        .path = "/api/admin/users",
        .access = for_admins,
        .tag = "admin",
        .summary = "Add somebody",
        .description = "role is member where it is left out, display_name the user name.",
        .request_schema = routes.request<CreateUser>(),
        .request_example = {{"email", "bob@example.org"},
                            {"username", "bob"},
                            {"password", "a good long password 1"},
                            {"role", "member"}},
        .replies = {std::move(reply)},
        .failures = {Kind::validation_failed, Kind::conflict, Kind::queue_full},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto body = http::body_of<CreateUser>(call);
            accounts::Users::Newcomer newcomer{std::move(body.email), std::move(body.username),
                                               std::move(body.password), body.role.value_or(Role::member),
                                               std::move(body.display_name)};
            auto actor = actor_of(call);
            const auto user = co_await services.accounts.users.add(std::move(newcomer), std::move(actor));
            co_return http::Response::json(dto::to_json(user), 201)
                .with("Location", services.base_path + "/api/admin/users/" + user.id.text());
        },
    });
}

void add_get(http::Routes& routes, const AdminServices& services) {
    routes.add({
        .operation_id = "getUser",
        .method = http::Method::get,
        .path = "/api/admin/users/:id",
        .access = for_admins,
        .tag = "admin",
        .summary = "Fetch somebody",
        .replies = {user_reply(routes, 200, "The user.")},
        .failures = {Kind::not_found},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto user = co_await services.accounts.users.find(call.path_id());
            co_return http::Response::json(dto::to_json(user));
        },
    });
}

accounts::Users::Update update_of(ChangeUser body) {
    dto::Problems problems;
    const auto take = [&](auto& field, const char* pointer) {
        if (field.present && !field.value) problems.add(pointer, "must not be null");
        return std::move(field.value);
    };
    accounts::Users::Update update{.role = take(body.role, "/role"),
                                   .disabled = take(body.disabled, "/disabled"),
                                   .password = take(body.password, "/password"),
                                   .display_name = take(body.display_name, "/display_name")};
    problems.throw_if_any();
    return update;
}

void add_change(http::Routes& routes, const AdminServices& services) {
    routes.add({
        .operation_id = "changeUser",
        .method = http::Method::patch,
        .path = "/api/admin/users/:id",
        .access = for_admins,
        .tag = "admin",
        .summary = "Change somebody's role, password or name, or lock them out",
        .description =
            "Disabling, and a new password, end the user's sessions, streams and API tokens within a second. "
            "Another role acts within a second too, and rotates the sessions. The last administrator who can "
            "sign in stays one.",
        .request_schema = routes.request<ChangeUser>(),
        .request_example = {{"role", "read_only"}, {"disabled", false}},
        .replies = {user_reply(routes, 200, "The user as they are now.")},
        .failures = {Kind::not_found, Kind::validation_failed, Kind::last_admin, Kind::queue_full},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto update = update_of(http::body_of<ChangeUser>(call));
            auto actor = actor_of(call);
            const auto user =
                co_await services.accounts.users.change(call.path_id(), std::move(update), std::move(actor));
            co_await services.accounts.sync();
            co_return http::Response::json(dto::to_json(user));
        },
    });
}

}  // namespace

void add_admin_user_routes(http::Routes& routes, const AdminServices& services) {
    add_list(routes, services);
    add_create(routes, services);
    add_get(routes, services);
    add_change(routes, services);
}

}  // namespace rustygpt::api
