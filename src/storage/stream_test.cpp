// Streams over a real log: replay, live, and everything between.

#include "storage/chat_test.h"

namespace rustygpt::storage {
namespace {

using stream::Start;
using stream::Subscription;

// Reads a subscription as a connection does, and keeps what a client would.
class Reader final : public Waker {
public:
    Reader(stream::Hub& hub, stream::EventStore& store, Subscription::Setup setup)
        : subscription(std::make_shared<Subscription>(hub, store, std::move(setup))) {
        subscription->open(*this);
    }
    void wake() override {
        if (reading) pull();
    }
    ~Reader() { subscription->abandon(); }

    void pull() {
        std::vector<Subscription::Bytes> blocks;
        do {
            blocks.clear();
            subscription->take(blocks, 64 * 1024);
            for (const auto& block : blocks) text += *block;
        } while (!blocks.empty());
    }
    [[nodiscard]] std::vector<std::string> types() const {
        std::vector<std::string> out;
        for (auto at = text.find("event: "); at != text.npos; at = text.find("event: ", at + 1))
            out.push_back(text.substr(at + 7, text.find('\n', at) - at - 7));
        return out;
    }
    [[nodiscard]] std::string last_id() const {
        const auto at = text.rfind("id: ");
        return text.substr(at + 4, text.find('\n', at) - at - 4);
    }
    // All deltas' content, concatenated.
    [[nodiscard]] std::string content() const {
        std::string out;
        constexpr std::string_view key = R"("content":")";
        for (auto at = text.find("event: message.delta"); at != text.npos;
             at = text.find("event: message.delta", at + 1)) {
            const auto begin = text.find(key, at) + key.size();
            out += text.substr(begin, text.find('"', begin) - begin);
        }
        return out;
    }

    bool reading = true;
    std::string text;
    std::shared_ptr<Subscription> subscription;
};

class StreamTest : public ChatTest {
protected:
    std::unique_ptr<Reader> read(Start start, stream::SubscriptionLimits limits = {},
                                 std::function<bool()> allowed = {}, std::optional<Id> user = {}) {
        const stream::Filter filter{.user_id = user.value_or(alice)};
        Subscription::Setup setup{.filter = filter,
                                  .start = run(log->resolve(filter, start)),
                                  .allowed = std::move(allowed),
                                  .resync = {"/api/conversations"},
                                  .limits = limits};
        auto reader = std::make_unique<Reader>(*hub, *log, std::move(setup));
        subscriptions_.push_back(reader->subscription);
        return reader;
    }
    // Lets everything that is under way arrive: replays are over, and what was published is delivered.
    void settle() {
        auto work = asio::make_work_guard(io);
        const auto replaying = [](const std::weak_ptr<Subscription>& weak) {
            const auto subscription = weak.lock();
            return subscription && !subscription->live() && !subscription->finished();
        };
        io.restart();
        while (std::ranges::any_of(subscriptions_, replaying)) io.run_one();
        while (io.poll() > 0) {}
    }

private:
    std::vector<std::weak_ptr<Subscription>> subscriptions_;
};

TEST_F(StreamTest, ResumingAtEveryEventGivesTheRestExactlyOnce) {
    const std::vector<std::string> words{"a ", "b ", "c ", "d"};
    auto first = read(stream::AfterRow{0});
    const auto made = submit(prompt("hi"));
    const auto message = answer(made, words);
    settle();
    EXPECT_EQ(first->content(), message.content);
    EXPECT_EQ(first->types().size(), 3 + words.size() + 1);
    const auto head = std::stoll(first->last_id());
    for (std::int64_t row = 0; row <= head; ++row) {
        auto again = read(stream::AfterRow{row});
        settle();
        const auto before = static_cast<std::size_t>(std::clamp<std::int64_t>(row - 3, 0, 4));
        std::string rest;
        for (auto i = before; i < words.size(); ++i) rest += words[i];
        EXPECT_EQ(again->content(), rest) << "after row " << row;
    }
}

TEST_F(StreamTest, ReplayAndLiveMeetWithoutAGapWhileEventsArrive) {
    const auto made = submit(prompt("hi"));
    std::string expected;
    std::vector<std::unique_ptr<Reader>> readers;
    for (int i = 0; i < 60; ++i) {
        // A new reader in mid-stream, with pages so small that the replay is overtaken again and again.
        if (i % 20 == 10) readers.push_back(read(stream::AfterRow{0}, {.page = 2}));
        const auto word = std::to_string(i) + " ";
        run(store->append_delta(ref(made), i, word, ""));
        expected += word;
    }
    settle();
    for (const auto& reader : readers) EXPECT_EQ(reader->content(), expected);
}

TEST_F(StreamTest, ASlowReaderGetsMergedDeltasAndTheSameText) {
    auto slow = read(stream::FromNow{}, {.merge_above = 2'000, .cap = 100'000});
    settle();
    slow->reading = false;
    const auto made = submit(prompt("hi"));
    std::vector<std::string> words(200, "word ");
    const auto message = answer(made, words);
    settle();
    slow->pull();
    EXPECT_EQ(slow->content(), message.content);
    EXPECT_LT(slow->types().size(), 40u) << "deltas were merged";
    EXPECT_EQ(slow->types().back(), "message.done");
}

TEST_F(StreamTest, AReaderThatNeverReadsIsLetGo) {
    auto stuck = read(stream::FromNow{}, {.merge_above = 1'000, .cap = 4'000});
    settle();
    stuck->reading = false;
    for (int i = 0; i < 20; ++i) submit(prompt("a prompt whose events can't be merged"));
    settle();
    EXPECT_TRUE(stuck->subscription->finished());
    stuck->pull();
    EXPECT_TRUE(stuck->text.empty()) << "what was not sent comes again when the reader resumes";
}

class Reset : public StreamTest, public testing::WithParamInterface<std::string> {};

TEST_P(Reset, TellsTheReaderOnceAndGoesOnLive) {
    submit(prompt("before"));
    auto reader = read(stream::parse_start(GetParam()));
    settle();
    const auto made = submit(prompt("after"));
    settle();
    EXPECT_EQ(reader->types(), (std::vector<std::string>{"stream.reset", "thread.new", "message.new", "message.new"}));
    EXPECT_TRUE(reader->text.contains(R"({"reason":"unknown_cursor","resync":["/api/conversations"]})"));
    EXPECT_TRUE(reader->text.starts_with("id: 3\n"));
}

INSTANTIATE_TEST_SUITE_P(Cursors, Reset, testing::Values("nonsense", "999999", "2999-01-01T00:00:00Z", "-3"));

TEST_F(StreamTest, TheNewestStreamDisplacesTheOldest) {
    std::vector<std::unique_ptr<Reader>> readers;
    for (int i = 0; i < 4; ++i) readers.push_back(read(stream::FromNow{}));
    settle();
    EXPECT_EQ(readers[0]->types(), std::vector<std::string>{"stream.error"});
    EXPECT_TRUE(readers[0]->subscription->finished());
    for (int i = 1; i < 4; ++i) EXPECT_FALSE(readers[static_cast<std::size_t>(i)]->subscription->finished());
    readers.clear();
    EXPECT_EQ(hub->active(), 0u);
}

TEST_F(StreamTest, TheSessionsEndEndsTheStream) {
    bool alive = true;
    auto reader = read(stream::FromNow{}, {}, [&] { return alive; });
    settle();
    hub->tick(0);
    EXPECT_FALSE(reader->subscription->finished());
    alive = false;
    hub->tick(0);
    EXPECT_TRUE(reader->subscription->finished());
    EXPECT_TRUE(reader->text.contains("session_expired"));
}

TEST_F(StreamTest, NobodySeesWhatIsNotTheirs) {
    auto bobs = read(stream::AfterRow{0}, {}, {}, bob);
    answer(submit(prompt("private")), {"text"});
    settle();
    EXPECT_EQ(bobs->text, "");
}

TEST_F(StreamTest, ADeletedConversationLeavesOnlyTheNewsOfIt) {
    const auto made = submit(prompt("gone"));
    answer(made, {"text"});
    run(store->remove(alice, made.answer.conversation_id));
    auto reader = read(stream::AfterRow{0});
    settle();
    EXPECT_EQ(reader->types(), std::vector<std::string>{"conversation.deleted"});
}

TEST_F(StreamTest, AStartByTimeBeginsAtTheLowestRowAtOrAfterIt) {
    submit(prompt("one"));
    const auto at = run(log->resolve({.user_id = alice}, stream::FromTime{Time{}})).after;
    EXPECT_EQ(at, 0);
    const auto now = SystemClock().now();
    EXPECT_EQ(run(log->resolve({.user_id = alice}, stream::FromTime{now})).reset, std::nullopt);
}

}  // namespace
}  // namespace rustygpt::storage
