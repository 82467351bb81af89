#include "stream/event.h"

#include <algorithm>

#include "base/json.h"

namespace rustygpt::stream {
namespace {

void append_field(std::string& out, std::string_view name, std::int64_t number) {
    out += ",\"";
    out += name;
    out += "\":";
    out += std::to_string(number);
}

void append_field(std::string& out, std::string_view name, const Id& id) {
    out += ",\"";
    out += name;
    out += "\":\"";
    out += id.text();
    out += '"';
}

void append_delta_payload(std::string& out, const Event& event) {
    const auto& head = *event.head;
    out += R"({"id":")";
    out += head.message_id.text();
    out += R"(","object":"chat.completion.chunk")";
    append_field(out, "created", head.created_at.time_since_epoch().count() / 1000);
    out += R"(,"model":)";
    append_quoted(out, head.model);
    append_field(out, "conversation_id", head.conversation_id);
    append_field(out, "root_id", head.root_id);
    append_field(out, "message_id", head.message_id);
    if (head.parent_id) append_field(out, "parent_id", *head.parent_id);
    else out += R"(,"parent_id":null)";
    append_field(out, "depth", head.depth);
    append_field(out, "sequence_from", event.sequence_from);
    append_field(out, "sequence_to", event.sequence_to);
    out += R"(,"choices":[{"index":0,"delta":{)";
    const char* separator = "";
    const auto text = [&](std::string_view name, std::string_view value) {
        out += separator;
        separator = ",";
        append_quoted(out, name);
        out += ':';
        append_quoted(out, value);
    };
    if (event.sequence_from == 0) text("role", "assistant");
    if (!event.content.empty()) text("content", event.content);
    if (!event.reasoning.empty()) text("reasoning", event.reasoning);
    out += R"(},"finish_reason":null}]})";
}

void append_body(std::string& out, std::string_view type) {
    out += "event: ";
    out += type;
    out += "\ndata: {\"type\":\"";
    out += type;
    out += "\",\"payload\":";
}

void tally(std::vector<TypeCount>& types, std::string_view type) {
    const auto place = place_of(type);
    const auto known = std::ranges::find(types, place, &TypeCount::place);
    if (known != types.end()) ++known->count;
    else types.push_back({place, 1});
}

}  // namespace

void append_frame(std::string& out, const Event& event) {
    out += "id: ";
    out += std::to_string(event.row);
    if (event.is_delta()) {
        out += ':';
        out += event.head->message_id.text();
        out += ':';
        out += std::to_string(event.sequence_to);
    }
    out += '\n';
    append_body(out, event.type);
    if (event.is_delta()) append_delta_payload(out, event);
    else out += event.payload;
    out += "}\n\n";
}

std::string unlogged_frame(std::string_view type, std::string_view payload) {
    std::string out;
    append_body(out, type);
    out += payload;
    out += "}\n\n";
    return out;
}

std::string reset_frame(std::int64_t head, std::string_view reason, const std::vector<std::string>& resync) {
    std::string payload = R"({"reason":)";
    append_quoted(payload, reason);
    payload += R"(,"resync":[)";
    for (const auto& url : resync) {
        if (&url != &resync.front()) payload += ',';
        append_quoted(payload, url);
    }
    payload += "]}";
    return "id: " + std::to_string(head) + "\n" + unlogged_frame("stream.reset", payload);
}

bool merge(Event& event, const Event& next) {
    if (!event.is_delta() || !next.is_delta() || event.message_id != next.message_id) return false;
    if (event.sequence_to + 1 != next.sequence_from) return false;
    event.row = next.row;
    event.sequence_to = next.sequence_to;
    event.content += next.content;
    event.reasoning += next.reasoning;
    return true;
}

SharedChunk make_chunk(std::vector<Event> events) {
    std::string wire;
    std::vector<TypeCount> types;
    for (const auto& event : events) {
        append_frame(wire, event);
        tally(types, event.type);
    }
    const auto user = events.front().user_id;
    const auto conversation = events.front().conversation_id;
    return std::make_shared<const Chunk>(
        Chunk{user, conversation, std::move(events), std::move(wire), std::move(types)});
}

std::vector<SharedChunk> make_chunks(std::vector<Event> events) {
    std::vector<SharedChunk> chunks;
    std::vector<Event> open;
    for (auto& event : events) {
        const bool fits = open.empty() || (open.back().user_id == event.user_id &&
                                           open.back().conversation_id == event.conversation_id);
        if (!fits) chunks.push_back(make_chunk(std::exchange(open, {})));
        open.push_back(std::move(event));
    }
    if (!open.empty()) chunks.push_back(make_chunk(std::move(open)));
    return chunks;
}

}  // namespace rustygpt::stream
