#include "api/admin.h"
#include "api/paging.h"

namespace rustygpt::api {

struct AuditList {
    std::vector<accounts::AuditRecord> entries{};
    std::optional<std::string> next_cursor{};
};
BOOST_DESCRIBE_STRUCT(AuditList, (), (entries, next_cursor))

namespace {

using Kind = Failure::Kind;

std::string text_filter(const http::Call& call, const char* name) {
    constexpr std::size_t longest = 100;  // of an action or an id
    auto text = call.query_value(name).value_or("");
    if (text.size() > longest) throw Failure::invalid("query", std::string("/") + name, "must have at most 100 bytes");
    return text;
}

std::optional<Time> time_filter(const http::Call& call, const char* name) {
    const auto text = call.query_value(name);
    if (!text) return std::nullopt;
    const auto time = parse_rfc3339(*text);
    if (!time) throw Failure::invalid("query", std::string("/") + name, "must be an RFC 3339 date and time");
    return time;
}

std::vector<http::Parameter> parameters() {
    const json::object text{{"type", "string"}, {"maxLength", 100}};
    const json::object time{{"type", "string"}, {"format", "date-time"}};
    auto all = page_parameters();
    all.push_back({"actor", "query", "Who did it: a user's id, command or anonymous.", text, "command"});
    all.push_back({"action", "query", "What was done.", text, "login_failed"});
    all.push_back({"subject", "query", "The id of what it was done to.", text, "0193a5c8-7e1f-7a2b-8c3d-4e5f60718293"});
    all.push_back({"since", "query", "Not before this time.", time, "2026-02-01T00:00:00.000Z"});
    all.push_back({"until", "query", "Not after this time.", time, "2026-02-28T23:59:59.999Z"});
    return all;
}

json::value list_example() {
    json::object entry{{"id", "0193a5c9-5c3b-7d52-9e6f-708192a3b4c5"},
                       {"at", "2026-02-01T08:30:00.000Z"},
                       {"actor", "0193a5c8-7e1f-7a2b-8c3d-4e5f60718293"},
                       {"actor_name", "ada@example.org"},
                       {"action", "user_role_changed"},
                       {"subject", "0193a5c8-8f20-7b3c-9d4e-5f60718293a4"},
                       {"subject_name", "bob@example.org"},
                       {"address", "192.0.2.1"},
                       {"details", {{"from", "member"}, {"to", "read_only"}}}};
    return {{"entries", json::array{std::move(entry)}}, {"next_cursor", nullptr}};
}

}  // namespace

void add_audit_routes(http::Routes& routes, const AdminServices& services) {
    routes.add({
        .operation_id = "listAudit",
        .method = http::Method::get,
        .path = "/api/admin/audit",
        .access = for_admins,
        .tag = "admin",
        .summary = "Read who did what, newest first",
        .description =
            "Every administrative act and every security event. Entries are added, never changed; those older "
            "than audit.retention_days are forgotten.",
        .parameters = parameters(),
        .replies = {{.status = 200,
                     .description = "A page of entries.",
                     .schema = routes.response<AuditList>(),
                     .example = list_example()}},
        .failures = {Kind::validation_failed},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto page = http::page_of(call);
            accounts::AuditQuery query{.actor = text_filter(call, "actor"),
                                       .action = text_filter(call, "action"),
                                       .subject = text_filter(call, "subject"),
                                       .since = time_filter(call, "since"),
                                       .until = time_filter(call, "until"),
                                       .before = before_of(page),
                                       .limit = page.limit + 1};
            AuditList list;
            list.entries = co_await services.audit.entries(std::move(query));
            list.next_cursor = next_cursor(list.entries, page);
            co_return http::Response::json(dto::to_json(list));
        },
    });
}

}  // namespace rustygpt::api
