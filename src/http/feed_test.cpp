// Event streams, seen from the wire.

#include <algorithm>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "http/testing/server.h"

namespace rustygpt::http {
namespace {

using namespace std::chrono_literals;
using test::Client;
using test::request;
using test::Serving;

// What a test and the feed that the server owns both hold. Used on the feed's core only, but for the atomics.
struct Stage {
    std::vector<Feed::Bytes> queue;
    Waker* connection = nullptr;
    bool ended = false;
    std::atomic<bool> open = false;
    std::atomic<bool> destroyed = false;
    std::size_t core = 0;
};

class Played final : public Feed {
public:
    explicit Played(std::shared_ptr<Stage> stage) : stage_(std::move(stage)) {}
    ~Played() override { stage_->destroyed = true; }
    void open(Waker& connection) override {
        stage_->connection = &connection;
        stage_->open = true;
    }
    void abandon() override { stage_->connection = nullptr; }
    void take(std::vector<Bytes>& out, std::size_t) override { out.swap(stage_->queue); }
    [[nodiscard]] bool finished() const override { return stage_->ended && stage_->queue.empty(); }
    [[nodiscard]] Bytes keep_alive() override { return std::make_shared<const std::string>(": alive\n\n"); }
    void close() override {
        stage_->queue.push_back(std::make_shared<const std::string>("goodbye\n\n"));
        stage_->ended = true;
    }

private:
    std::shared_ptr<Stage> stage_;
};

struct Streams : testing::Test {
    std::shared_ptr<Stage> stage = std::make_shared<Stage>();
    Serving serving{[this](ServerOptions& options, Routes& routes) {
        options.sse_keepalive = 300ms;
        options.transfer_deadline = options.linger_deadline = 1s;  // a loaded machine stalls readers too
        auto& route = routes.add({.operation_id = "stream",
                                  .method = Method::get,
                                  .path = "/stream",
                                  .access = Access::open(),
                                  .tag = "Test"});
        route.immediate = [this](Call& call) {
            stage->core = call.core;
            return Response{.content_type = "text/event-stream",
                            .headers = {{"X-Accel-Buffering", "no"}},
                            .feed = std::make_shared<Played>(stage)};
        };
    }};
    Client client{serving.port()};

    void begin() {
        client.send(request("GET /stream"));
        await(stage->open);
    }
    static void await(const std::atomic<bool>& flag) {
        const auto end = std::chrono::steady_clock::now() + 10s;
        while (!flag && std::chrono::steady_clock::now() < end) std::this_thread::yield();
        EXPECT_TRUE(flag);
    }
    void say(std::vector<std::string> blocks, bool last = false) {
        asio::post(serving.server().executor(stage->core), [this, blocks = std::move(blocks), last] {
            for (const auto& block : blocks) stage->queue.push_back(std::make_shared<const std::string>(block));
            stage->ended = last;
            if (stage->connection) stage->connection->wake();
        });
    }
};

TEST_F(Streams, SendWhatTheFeedHasAndEndWithIt) {
    begin();
    say({"one\n\n", "two\n\n"});
    const auto first = client.read_until("two\n\n");
    EXPECT_TRUE(first.starts_with("HTTP/1.1 200 OK\r\n"));
    for (const auto* header : {"Content-Type: text/event-stream\r\n", "Cache-Control: no-store\r\n",
                               "trace_id: ", "X-Accel-Buffering: no\r\n", "Connection: close\r\n"})
        EXPECT_TRUE(first.contains(header)) << header;
    EXPECT_FALSE(first.contains("Content-Length"));
    EXPECT_TRUE(first.ends_with("\r\n\r\none\n\ntwo\n\n"));
    std::vector<std::string> many(1'000, "x");
    many.push_back("end");
    say(many, true);
    EXPECT_EQ(client.read_until("end"), std::string(1'000, 'x') + "end");
    EXPECT_TRUE(client.at_end());
}

TEST_F(Streams, KeepASilentOneAlive) {
    begin();
    client.read_until("\r\n\r\n");
    EXPECT_EQ(client.read_until(": alive\n\n"), ": alive\n\n");
    EXPECT_EQ(client.read_until(": alive\n\n"), ": alive\n\n");
}

TEST_F(Streams, AreDroppedWhenThePeerLeaves) {
    begin();
    client.half_close();
    await(stage->destroyed);
    EXPECT_TRUE(client.read_until("never").contains("200 OK"));
}

TEST_F(Streams, AreDroppedWhenThePeerDoesNotRead) {
    begin();
    say({std::string(40'000'000, 'x')});
    await(stage->destroyed);
}

TEST_F(Streams, DeliverEachByteOnceThroughAFullSocket) {
    begin();
    std::string all;
    std::vector<std::string> blocks;
    for (int i = 0; i < 400; ++i) all += blocks.emplace_back(std::to_string(i) + std::string(20'000, '.'));
    blocks.push_back("end");
    say(blocks, true);
    all += "end";
    const auto got = client.read_until("...end");
    const auto body = std::string_view(got).substr(got.find("\r\n\r\n") + 4);
    const auto differs = std::ranges::mismatch(body, all).in1 - body.begin();
    EXPECT_TRUE(body == all) << "at byte " << differs << ": " << body.substr(static_cast<std::size_t>(differs), 50);
}

TEST_F(Streams, SayGoodbyeWhenTheServerStops) {
    begin();
    EXPECT_TRUE(serving.server().drain(5s));
    EXPECT_TRUE(client.read_until("goodbye\n\n").ends_with("\r\n\r\ngoodbye\n\n"));
    EXPECT_TRUE(client.at_end());
}

TEST_F(Streams, AreNotOpenedForHead) {
    client.send(request("HEAD /stream"));
    const auto head = client.read(true);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-type"), "text/event-stream");
    await(stage->destroyed);
    EXPECT_FALSE(stage->open);
    client.send(request("GET /open"));
    EXPECT_EQ(client.read().status, 200) << "the connection goes on";
}

}  // namespace
}  // namespace rustygpt::http
