#include <algorithm>

#include "api/chat.h"
#include "api/chat_dto.h"
#include "api/examples.h"
#include "api/lists.h"
#include "chat/markdown.h"

namespace rustygpt::api {

struct ConversationExport {
    std::string format = "rustygpt-conversation";
    std::int64_t version = 1;
    chat::ConversationHead conversation;
    std::vector<chat::Message> messages;
    std::vector<chat::StoredTrace> traces;  // of the answers that have one, in their order
};
BOOST_DESCRIBE_STRUCT(ConversationExport, (), (format, version, conversation, messages, traces))

namespace {

using Kind = Failure::Kind;
const http::Access reading = http::Access::session(http::Scope::read, Role::read_only);
const http::Access writing = http::Access::session(http::Scope::chat, Role::member);

chat::Archived archived_of(const http::Call& call) {
    const auto text = call.query_value("archived").value_or("false");
    if (text == "false") return chat::Archived::no;
    if (text == "true") return chat::Archived::yes;
    if (text == "all") return chat::Archived::all;
    throw Failure::invalid("query", "/archived", "must be one of false, true, all");
}

std::string search_of(const http::Call& call) {
    constexpr std::size_t longest = 1000;
    auto text = call.query_value("q").value_or("");
    if (text.size() > longest) throw Failure::invalid("query", "/q", "must have at most 1000 bytes");
    if (text.contains('\0')) throw Failure::invalid("query", "/q", "must not contain U+0000");
    return text.find_first_not_of(" \t\r\n") == text.npos ? "" : text;
}

void add_list(http::Routes& routes, const ChatServices& services) {
    routes.add({
        .operation_id = "listConversations",
        .method = http::Method::get,
        .path = "/api/conversations",
        .access = reading,
        .tag = "conversations",
        .summary = "List conversations, newest activity first",
        .parameters = {{"q",
                        "query",
                        "Words that a message or the title must have; the last one may be a beginning.",
                        {{"type", "string"}, {"maxLength", 1000}},
                        "invoice"},
                       {"archived",
                        "query",
                        "Which to list.",
                        {{"type", "string"}, {"enum", {"false", "true", "all"}}, {"default", "false"}},
                        "all"},
                       limit_parameter(200),
                       cursor_parameter()},
        .replies = {{.status = 200,
                     .description = "A page of conversations.",
                     .schema = routes.response<chat::ConversationList>(),
                     .example = examples::conversation_list()}},
        .failures = {Kind::validation_failed},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto page = http::page_of(call);
            chat::ConversationQuery query{
                .search = search_of(call), .archived = archived_of(call), .limit = page.limit, .cursor = page.cursor};
            const auto list = co_await services.store.list(call.caller.user_id, std::move(query));
            co_return http::Response::json(dto::to_json(list));
        },
    });
}

// If-None-Match uses the weak comparison (RFC 9110 section 13.1.2).
bool matches(const http::Call& call, std::string_view etag) {
    const auto header = call.header("If-None-Match");
    if (!header) return false;
    if (*header == "*") return true;
    const auto opaque = etag.substr(etag.find('"'));
    return header->contains(opaque);
}

void add_get(http::Routes& routes, const ChatServices& services) {
    routes.add({
        .operation_id = "getConversation",
        .method = http::Method::get,
        .path = "/api/conversations/:id",
        .access = reading,
        .tag = "conversations",
        .summary = "Fetch a conversation with its messages",
        .description = "The newest page, oldest message first; next_cursor leads to older ones. stream_cursor is where "
                       "a stream goes on.",
        .parameters = {limit_parameter(1000),
                       cursor_parameter(),
                       {"If-None-Match",
                        "header",
                        "The ETag of what is known.",
                        {{"type", "string"}},
                        "W/\"4832-1769860800042-50\""}},
        .replies =
            {{.status = 200,
              .description = "The conversation.",
              .schema = routes.response<chat::Conversation>(),
              .example = examples::conversation(),
              .headers = {"ETag"}},
             {.status = 304, .description = "Nothing has changed.", .schema = {}, .example = {}, .headers = {"ETag"}}},
        .failures = {Kind::not_found, Kind::validation_failed},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto asked = http::page_of(call, 1000);
            chat::MessageQuery query{.limit = asked.limit, .cursor = asked.cursor};
            const auto page =
                co_await services.store.conversation(call.caller.user_id, call.path_id(), std::move(query));
            call.extra_headers.push_back({"ETag", page.etag});
            call.extra_headers.push_back({"Cache-Control", "private, no-cache"});
            if (matches(call, page.etag)) co_return http::Response::empty(304);
            co_return http::Response::json(dto::to_json(page.conversation));
        },
    });
}

void add_change(http::Routes& routes, const ChatServices& services) {
    routes.add({
        .operation_id = "changeConversation",
        .method = http::Method::patch,
        .path = "/api/conversations/:id",
        .access = writing,
        .tag = "conversations",
        .summary = "Rename or archive a conversation",
        .request_schema = routes.request<ChangeConversation>(),
        .request_example = {{"title", "Invoices"}, {"archived", true}},
        .replies = {{.status = 200,
                     .description = "The conversation as it is now.",
                     .schema = routes.response<chat::ConversationSummary>(),
                     .example = examples::conversation_summary()}},
        .failures = {Kind::not_found, Kind::validation_failed},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto body = http::body_of<ChangeConversation>(call);
            dto::Problems problems;
            if (body.title.present && !body.title.value) problems.add("/title", "must not be null");
            if (body.archived.present && !body.archived.value) problems.add("/archived", "must not be null");
            problems.throw_if_any();
            chat::ConversationChange change{.title = {}, .archived = body.archived.value};
            if (body.title.value) change.title = body.title.value->text;
            const auto summary = co_await services.store.change(call.caller.user_id, call.path_id(), std::move(change));
            co_return http::Response::json(dto::to_json(summary));
        },
    });
}

void add_delete(http::Routes& routes, const ChatServices& services) {
    routes.add({
        .operation_id = "deleteConversation",
        .method = http::Method::del,
        .path = "/api/conversations/:id",
        .access = writing,
        .tag = "conversations",
        .summary = "Delete a conversation with all that belongs to it",
        .replies = {{.status = 204, .description = "It is gone.", .schema = {}, .example = {}}},
        .failures = {Kind::not_found},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            co_await services.store.remove(call.caller.user_id, call.path_id());
            co_return http::Response::empty(204);
        },
    });
}

void add_export(http::Routes& routes, const ChatServices& services) {
    routes.add({
        .operation_id = "exportConversation",
        .method = http::Method::get,
        .path = "/api/conversations/:id/export",
        .access = reading,
        .tag = "conversations",
        .summary = "Download a conversation",
        .description =
            "As JSON with the trace of each answer, which `rustygpt-server trace verify FILE` audits offline; or as "
            "Markdown, in which each turn has a heading of level 2, what was said stands in quotes, and branches are "
            "named.",
        .parameters = {{"format",
                        "query",
                        "What to write.",
                        {{"type", "string"}, {"enum", {"json", "markdown"}}, {"default", "json"}},
                        "json"}},
        .replies = {{.status = 200,
                     .description = "The whole conversation, oldest message first.",
                     .schema = routes.response<ConversationExport>(),
                     .example = examples::conversation_export(),
                     .headers = {"Content-Disposition"}}},
        .failures = {Kind::not_found, Kind::validation_failed},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto format = call.query_value("format").value_or("json");
            if (format != "json" && format != "markdown")
                throw Failure::invalid("query", "/format", "must be one of json, markdown");
            const auto id = call.path_id();
            auto whole = co_await services.store.whole(call.caller.user_id, id);
            auto& conversation = whole.conversation;
            const auto name = "conversation-" + id.text() + (format == "json" ? ".json" : ".md");
            call.extra_headers.push_back({"Content-Disposition", "attachment; filename=\"" + name + "\""});
            if (format == "markdown") {
                http::Response response{.body = chat::to_markdown(conversation),
                                        .content_type = "text/markdown; charset=utf-8"};
                co_return response;
            }
            ConversationExport document;
            document.conversation = conversation;
            document.messages = std::move(conversation.messages);
            document.traces = std::move(whole.traces);
            co_return http::Response::json(dto::to_json(document));
        },
    });
}

}  // namespace

void add_conversation_routes(http::Routes& routes, const ChatServices& services) {
    add_list(routes, services);
    add_get(routes, services);
    add_change(routes, services);
    add_delete(routes, services);
    add_export(routes, services);
}

}  // namespace rustygpt::api
