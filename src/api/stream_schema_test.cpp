#include <gtest/gtest.h>

#include "api/delta_schema.h"
#include "api/streaming.h"
#include "stream/event.h"

namespace rustygpt::api {
namespace {

TEST(StreamSchema, TheHandWrittenDeltaIsWhatTheDocumentSays) {
    const auto id = new_id();
    stream::Event event{.row = 1, .user_id = id, .conversation_id = id, .message_id = id, .type = "message.delta"};
    event.head = std::make_shared<const stream::DeltaHead>(stream::DeltaHead{.message_id = id,
                                                                             .conversation_id = id,
                                                                             .root_id = id,
                                                                             .parent_id = id,
                                                                             .depth = 1,
                                                                             .model = "m",
                                                                             .created_at = {}});
    event.content = "text";
    event.reasoning = "why";
    std::string frame;
    stream::append_frame(frame, event);
    const auto begin = frame.find("data: ") + 6;
    const auto payload = parse_json(frame.substr(begin, frame.find('\n', begin) - begin)).at("payload");
    // Reading refuses unknown and missing fields, so both sides name the same ones.
    const auto chunk = dto::from_json<CompletionChunk>(payload);
    EXPECT_EQ(chunk.choices.at(0).delta.role, "assistant");
    EXPECT_EQ(chunk.choices.at(0).delta.reasoning, "why");
    for (const auto& [key, value] : parse_json(dto::to_json(chunk)).as_object())
        EXPECT_TRUE(payload.as_object().contains(key)) << key;
}

TEST(StreamSchema, EveryEventHasItsTypeInTheDiscriminator) {
    http::Routes routes;
    add_stream_schemas(routes);
    const auto& mapping = routes.schemas.named.at("StreamEvent").at("discriminator").at("mapping").as_object();
    EXPECT_EQ(mapping.at("message.done"), "#/components/schemas/MessageDoneEvent");
    for (const auto& [type, reference] : mapping) {
        const std::string name(
            std::string_view(reference.as_string()).substr(std::string_view("#/components/schemas/").size()));
        EXPECT_EQ(routes.schemas.named.at(name).at("properties").at("type").at("const"), type);
    }
}

}  // namespace
}  // namespace rustygpt::api
