#include "stream/event.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "stream/cursor.h"

namespace rustygpt::stream {
namespace {

const Id user = *Id::parse("019a0000-0000-7000-8000-000000000001");
const Id conversation = *Id::parse("019a0000-0000-7000-8000-000000000002");
const Id answer = *Id::parse("019a0000-0000-7000-8000-000000000003");

Event delta(std::int64_t row, std::int64_t sequence, std::string content) {
    static const auto head =
        std::make_shared<const DeltaHead>(DeltaHead{.message_id = answer,
                                                    .conversation_id = conversation,
                                                    .root_id = conversation,
                                                    .parent_id = conversation,
                                                    .depth = 1,
                                                    .model = "builtin",
                                                    .created_at = Time(milliseconds(1'700'000'000'123))});
    Event event{
        .row = row, .user_id = user, .conversation_id = conversation, .message_id = answer, .type = "message.delta"};
    event.head = head;
    event.sequence_from = event.sequence_to = sequence;
    event.content = std::move(content);
    return event;
}

json::value data_of(const std::string& frame) {
    const auto begin = frame.find("data: ") + 6;
    return parse_json(frame.substr(begin, frame.find('\n', begin) - begin));
}

TEST(Frame, NamesRowMessageAndSequence) {
    std::string frame;
    append_frame(frame, delta(4821, 17, "x"));
    EXPECT_TRUE(frame.starts_with("id: 4821:019a0000-0000-7000-8000-000000000003:17\nevent: message.delta\ndata: {"))
        << frame;
    EXPECT_TRUE(frame.ends_with("}\n\n"));
    const auto payload = data_of(frame).at("payload");
    EXPECT_EQ(payload.at("object"), "chat.completion.chunk");
    EXPECT_EQ(payload.at("created"), 1'700'000'000);
    EXPECT_EQ(payload.at("choices").at(0).at("delta").at("content"), "x");
}

class Hostile : public testing::TestWithParam<std::string> {};

TEST_P(Hostile, TextArrivesAsDataOnOneLine) {
    std::string frame;
    append_frame(frame, delta(1, 0, GetParam()));
    EXPECT_EQ(std::count(frame.begin(), frame.end(), '\n'), 4) << frame;
    EXPECT_EQ(frame.find('\r'), frame.npos);
    EXPECT_EQ(frame.find('\0'), frame.npos);
    EXPECT_EQ(data_of(frame).at("payload").at("choices").at(0).at("delta").at("content").as_string(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Stream, Hostile,
                         testing::Values("\n\nid: 1\ndata: x", "\r\nevent: error", std::string("a\0b", 3),
                                         "\xE2\x80\xA8id: 9", "\"}}\n\n", "data: \xF0\x9F\x98\x80"));

TEST(Merge, JoinsDeltasOfOneAnswerThatFollowEachOther) {
    auto first = delta(10, 3, "a");
    EXPECT_TRUE(merge(first, delta(11, 4, "b")));
    EXPECT_EQ(first.row, 11);
    EXPECT_EQ(first.sequence_from, 3);
    EXPECT_EQ(first.sequence_to, 4);
    EXPECT_EQ(first.content, "ab");
    EXPECT_FALSE(merge(first, delta(13, 6, "d"))) << "5 is missing";
    Event done{
        .row = 12, .user_id = user, .conversation_id = conversation, .message_id = answer, .type = "message.done"};
    EXPECT_FALSE(merge(first, done));
}

TEST(Chunks, KeepOrderAndSplitByConversation) {
    auto other = delta(2, 1, "x");
    other.conversation_id = answer;
    const auto chunks = make_chunks({delta(1, 0, "a"), other, delta(3, 1, "b"), delta(4, 2, "c")});
    ASSERT_EQ(chunks.size(), 3u);
    EXPECT_EQ(chunks[2]->first_row(), 3);
    EXPECT_EQ(chunks[2]->last_row(), 4);
}

TEST(Start, UnderstandsRowsIdsAndTimes) {
    EXPECT_EQ(std::get<AfterRow>(parse_start("0")).row, 0);
    EXPECT_EQ(std::get<AfterRow>(parse_start("4821:019a0000-0000-7000-8000-000000000003:17")).row, 4821);
    EXPECT_EQ(std::get<FromTime>(parse_start("2026-01-31T12:00:00Z")).time.time_since_epoch().count(),
              1'769'860'800'000);
}

TEST(Start, TakesNothingElse) {
    for (const auto* text : {"", "-1", "+1", "01", "1.5", "1:", "1:x:2", "1:019a0000-0000-7000-8000-000000000003",
                             "1:019a0000-0000-7000-8000-000000000003:-1", "99999999999999999999", "abc", " 1", "1 "})
        EXPECT_TRUE(std::holds_alternative<Unknown>(parse_start(text))) << text;
}

}  // namespace
}  // namespace rustygpt::stream
