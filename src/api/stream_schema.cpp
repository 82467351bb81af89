// The OpenAPI component StreamEvent. Its parts are the same descriptions that write the events, but for the delta,
// whose frame is written by hand (stream/event.cpp); a test holds that frame against what is said here.

#include "api/delta_schema.h"
#include "api/streaming.h"
#include "chat/message.h"

namespace rustygpt::api {

struct StreamReset {
    std::string reason;
    std::vector<std::string> resync;
};
BOOST_DESCRIBE_STRUCT(StreamReset, (), (reason, resync))

struct StreamError {
    std::string code;
    std::string message;
    json::object details;
    std::string trace_id;
    std::optional<Id> message_id;
    bool retryable = false;
};
BOOST_DESCRIBE_STRUCT(StreamError, (), (code, message, details, trace_id, message_id, retryable))

namespace {

// "message.done" -> "MessageDoneEvent"
std::string component_name(std::string_view type) {
    std::string name;
    bool upper = true;
    for (const char c : type) {
        if (c == '.') upper = true;
        else name.push_back(std::exchange(upper, false) ? static_cast<char>(c - 32) : c);
    }
    return name + "Event";
}

class EventSchemas {
public:
    explicit EventSchemas(dto::Schemas& schemas) : schemas_(schemas) {}

    template <class Payload>
    void add(std::string_view type) {
        const auto name = component_name(type);
        json::object kind{{"type", "string"}, {"const", type}};
        json::object properties{{"type", std::move(kind)}, {"payload", schemas_.of<Payload>(dto::Direction::response)}};
        schemas_.named[name] = {{"type", "object"},
                                {"properties", std::move(properties)},
                                {"required", {"type", "payload"}},
                                {"additionalProperties", false}};
        const auto reference = "#/components/schemas/" + name;
        any_of_.push_back(json::object{{"$ref", reference}});
        mapping_[type] = reference;
    }

    void finish() {
        json::object discriminator{{"propertyName", "type"}, {"mapping", mapping_}};
        schemas_.named["StreamEvent"] = {{"oneOf", any_of_}, {"discriminator", std::move(discriminator)}};
    }

private:
    dto::Schemas& schemas_;
    json::array any_of_;
    json::object mapping_;
};

}  // namespace

void add_stream_schemas(http::Routes& routes) {
    EventSchemas events(routes.schemas);
    events.add<chat::Receipt>("chat.accepted");
    events.add<chat::ThreadNew>("thread.new");
    events.add<chat::ThreadActivity>("thread.activity");
    events.add<chat::MessageNew>("message.new");
    events.add<chat::MessageQueued>("message.queued");
    events.add<chat::ReasoningStep>("reasoning.step");
    events.add<CompletionChunk>("message.delta");
    events.add<chat::MessageDone>("message.done");
    events.add<chat::ConversationUpdated>("conversation.updated");
    events.add<chat::ConversationDeleted>("conversation.deleted");
    events.add<StreamReset>("stream.reset");
    events.add<StreamError>("stream.error");
    events.finish();
    // What a delta leaves out is absent, not null.
    routes.schemas.named["CompletionDelta"].erase("required");
}

}  // namespace rustygpt::api
