#include "api/account.h"

#include <algorithm>

#include "api/paging.h"

namespace rustygpt::api {

// A session in its owner's list.
struct AccountSession {
    Id id{};
    Time issued_at{};
    Time expires_at{};
    Time absolute_expires_at{};
    Time last_seen_at{};
    std::string address{};
    std::string user_agent{};
    bool current = false;  // the one that asks
};
BOOST_DESCRIBE_STRUCT(AccountSession, (),
                      (id, issued_at, expires_at, absolute_expires_at, last_seen_at, address, user_agent, current))

struct AccountSessionList {
    std::vector<AccountSession> sessions{};
    std::optional<std::string> next_cursor{};
};
BOOST_DESCRIBE_STRUCT(AccountSessionList, (), (sessions, next_cursor))

struct PasswordUpdate {
    dto::Text<1, accounts::most_password_bytes> current_password{};
    accounts::NewPassword new_password{};
};
BOOST_DESCRIBE_STRUCT(PasswordUpdate, (), (current_password, new_password))

namespace {

using Kind = Failure::Kind;

const http::Access own_session = http::Access::session_only(Role::read_only);

json::value list_example() {
    json::object entry{{"id", "0193a5c9-0a4e-7d10-9b1c-2d3e4f506172"},
                       {"issued_at", "2026-02-01T08:30:00.000Z"},
                       {"expires_at", "2026-02-01T16:30:00.000Z"},
                       {"absolute_expires_at", "2026-02-08T08:30:00.000Z"},
                       {"last_seen_at", "2026-02-01T08:30:00.000Z"},
                       {"address", "192.0.2.1"},
                       {"user_agent", "Mozilla/5.0"},
                       {"current", true}};
    return {{"sessions", json::array{std::move(entry)}}, {"next_cursor", nullptr}};
}

AccountSessionList page_from(std::vector<accounts::SessionEntry> entries, const http::Page& page, const Id& current,
                             seconds idle) {
    const auto before = before_of(page);
    if (before) std::erase_if(entries, [&](const auto& entry) { return entry.id >= *before; });
    AccountSessionList list;
    for (auto& entry : entries) {
        if (list.sessions.size() == std::size_t(page.limit)) {
            list.next_cursor = list.sessions.back().id.text();
            break;
        }
        const auto expires = std::min<Time>(entry.last_seen_at + idle, entry.absolute_expires_at);
        list.sessions.push_back({entry.id, entry.issued_at, expires, entry.absolute_expires_at, entry.last_seen_at,
                                 std::move(entry.address), std::move(entry.user_agent), entry.id == current});
    }
    return list;
}

void add_list(http::Routes& routes, const AccountServices& services) {
    routes.add({
        .operation_id = "listSessions",
        .method = http::Method::get,
        .path = "/api/account/sessions",
        .access = own_session,
        .tag = "account",
        .summary = "List one's own sessions, newest first",
        .parameters = page_parameters(),
        .replies = {{.status = 200,
                     .description = "A page of sessions.",
                     .schema = routes.response<AccountSessionList>(),
                     .example = list_example()}},
        .failures = {Kind::validation_failed},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto page = http::page_of(call);
            before_of(page);
            auto& sessions = services.accounts.sessions;
            auto entries = co_await sessions.of_user(call.caller.user_id);
            const auto list = page_from(std::move(entries), page, call.caller.session_id, sessions.policy().idle);
            co_return http::Response::json(dto::to_json(list));
        },
    });
}

void add_revoke(http::Routes& routes, const AccountServices& services) {
    routes.add({
        .operation_id = "revokeSession",
        .method = http::Method::del,
        .path = "/api/account/sessions/:id",
        .access = own_session,
        .tag = "account",
        .summary = "End one of one's own sessions",
        .replies = {{.status = 204, .description = "Ended, its streams too."}},
        .failures = {Kind::not_found},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto id = call.path_id();
            accounts::AuditEntry audit{.at = services.accounts.clock.now(),
                                       .actor = call.caller.user_id.text(),
                                       .action = "session_revoked",
                                       .subject = id.text(),
                                       .address = call.peer};
            const bool ended = co_await services.accounts.sessions.end(call.caller.user_id, id, true, std::move(audit));
            if (!ended) throw Failure::not_found();
            if (id == call.caller.session_id) services.cookies.clear(call);
            co_return http::Response::empty();
        },
    });
}

void add_password(http::Routes& routes, const AccountServices& services) {
    auto reply = login_reply(routes, 200, "Changed. This session goes on with a new secret, all others have ended.");
    reply.headers.emplace_back("X-Session-Rotated");
    routes.add({
        .operation_id = "changePassword",
        .method = http::Method::post,
        .path = "/api/account/password",
        .access = own_session,
        .tag = "account",
        .summary = "Change one's own password",
        .request_schema = routes.request<PasswordUpdate>(),
        .request_example = {{"current_password", "a good long password 1"},
                            {"new_password", "another long password 2"}},
        .replies = {std::move(reply)},
        .failures = {Kind::invalid_credentials, Kind::conflict, Kind::rate_limit_exceeded, Kind::queue_full},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto body = http::body_of<PasswordUpdate>(call);
            auto origin = origin_of(call);
            auto in = co_await services.accounts.change_password(call.caller, secret_of(call, services),
                                                                 std::move(body.current_password.value),
                                                                 std::move(body.new_password), std::move(origin));
            note_rotation(call);
            co_return signed_in(call, services, std::move(in));
        },
    });
}

}  // namespace

void add_account_routes(http::Routes& routes, const AccountServices& services) {
    add_list(routes, services);
    add_revoke(routes, services);
    add_password(routes, services);
}

}  // namespace rustygpt::api
