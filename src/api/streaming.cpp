#include "api/streaming.h"

#include "api/event_feed.h"
#include "base/crypto.h"

namespace rustygpt::api {
namespace {

std::string retry_line() { return "retry: " + std::to_string(1000 + fast_random() % 3001) + "\n\n"; }

// Last-Event-ID beats since; an empty one is what a client sends that has seen no id yet.
stream::Start start_of(const http::Call& call) {
    if (const auto id = call.header("Last-Event-ID"); id && !id->empty()) return stream::parse_start(*id);
    if (const auto since = call.query_value("since")) return stream::parse_start(*since);
    return stream::FromNow{};
}

std::optional<Id> conversation_of(const http::Call& call) {
    const auto text = call.query_value("conversation_id");
    if (!text) return std::nullopt;
    const auto id = Id::parse(*text);
    if (!id) throw Failure::invalid("query", "/conversation_id", "must be a UUID");
    return id;
}

}  // namespace

http::Response event_stream(const http::Call& call, const Streaming& streaming, stream::Subscription::Setup setup) {
    setup.core = call.core;
    setup.filter.user_id = call.caller.user_id;
    setup.trace_id = call.trace_id;
    setup.allowed = [alive = streaming.alive, caller = call.caller] { return alive(caller); };
    if (call.caller.by_token) {
        setup.ended_code = "invalid_token";
        setup.ended_message = "The API token has ended.";
    }
    const auto list = streaming.base_path + "/api/conversations";
    setup.resync = {setup.filter.conversation_id ? list + "/" + setup.filter.conversation_id->text() : list};
    http::Response response{.content_type = "text/event-stream"};
    response.headers.push_back({"X-Accel-Buffering", "no"});
    response.feed = std::make_shared<EventFeed>(streaming.hub, streaming.store, std::move(setup));
    return response;
}

void add_stream_routes(http::Routes& routes, const Streaming& streaming, chat::Store& conversations) {
    const json::object text{{"type", "string"}};
    routes.add({
        .operation_id = "streamEvents",
        .method = http::Method::get,
        .path = "/api/chat/stream",
        .access = http::Access::session(http::Scope::read, Role::read_only),
        .tag = "chat",
        .summary = "Follow events as they happen",
        .description =
            "Server-sent events. Without conversation_id: all that the user may see. A stream resumes after "
            "Last-Event-ID or since, without a gap and without a repeat; each data line holds a StreamEvent.",
        .parameters = {{"conversation_id",
                        "query",
                        "Only this conversation's events.",
                        {{"type", "string"}, {"format", "uuid"}},
                        "019a5b1e-7c00-7000-8000-000000000001"},
                       {"since", "query",
                        "A snapshot's stream_cursor, an event's id, or an RFC 3339 time to start from.", text, "4820"},
                       {"Last-Event-ID", "header", "The id of the last event that was seen; beats since.", text,
                        "4821"}},
        .replies = {{.status = 200,
                     .description = "The events, until the client or the session ends.",
                     .schema = json::object{{"$ref", "#/components/schemas/StreamEvent"}},
                     .content_type = "text/event-stream",
                     .example = json::value(
                         "id: 4821\nevent: conversation.deleted\ndata: {\"type\":\"conversation.deleted\",\"payload\":"
                         "{\"conversation_id\":\"019a5b1e-7c00-7000-8000-000000000001\"}}\n\n")}},
        .failures = {Failure::Kind::not_found, Failure::Kind::validation_failed},
        .handler = [&streaming, &conversations](http::Call& call) -> Task<http::Response> {
            stream::Subscription::Setup setup;
            setup.opening = retry_line();
            setup.filter.conversation_id = conversation_of(call);
            if (setup.filter.conversation_id)
                co_await conversations.require_visible(call.caller.user_id, *setup.filter.conversation_id);
            setup.filter.user_id = call.caller.user_id;
            // Before the head is sent: whoever has seen it misses nothing that happens from then on.
            setup.start = co_await streaming.store.resolve(setup.filter, start_of(call));
            co_return event_stream(call, streaming, std::move(setup));
        },
        .limit = limits::Fallback::streams,
    });
}

}  // namespace rustygpt::api
