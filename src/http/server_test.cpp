// Connections, seen from the wire.

#include "http/server.h"

#include <gtest/gtest.h>

#include "http/testing/server.h"

namespace rustygpt::http {
namespace {

using namespace std::chrono_literals;
using test::Client;
using test::request;
using test::Serving;

constexpr auto chunked = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n";

TEST(Server, AnswersOneRequestAfterTheOther) {
    Serving serving;
    Client client(serving.port());
    for (int i = 0; i < 3; ++i) {
        client.send(request("GET /open"));
        EXPECT_EQ(client.read().status, 200);
    }
    client.send(request("HEAD /open"));
    const auto head = client.read(true);
    EXPECT_EQ(head.header("content-length"), "35");
    client.send(request("POST /open/echo", "Content-Type: application/json\r\n", "[1]"));
    EXPECT_EQ(client.read().body, "[1]");
    client.send(request("GET /open", "Connection: close\r\n"));
    EXPECT_TRUE(client.read().closed);
    EXPECT_TRUE(client.at_end());
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    Serving serving;
    Client client(serving.port());
    const std::string type = "Content-Type: application/json\r\n";
    client.send("\r\n" + request("POST /open/echo", type, "[1]") + request("GET /nowhere") + "\r\n\r\n" +
                request("POST /open/echo", chunked) + "3;x=\"y\"\r\n[2]\r\n0\r\nTrailer: dropped\r\n\r\n" +
                request("POST /open/echo", type, "[3]"));
    EXPECT_EQ(client.read().body, "[1]");
    EXPECT_EQ(client.read().status, 404);
    EXPECT_EQ(client.read().body, "[2]");
    EXPECT_EQ(client.read().body, "[3]");
}

TEST(Server, TakesARequestByteByByte) {
    Serving serving;
    Client client(serving.port());
    const auto bytes = request("POST /open/echo", chunked) + "2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n";
    for (const char c : bytes) client.send(std::string_view(&c, 1));
    EXPECT_EQ(client.read().body, "[1]");
}

TEST(Server, SpeaksHttp10) {
    Serving serving;
    Client client(serving.port());
    client.send("GET /open HTTP/1.0\r\nHost: test\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(client.read().header("connection"), "keep-alive");
    client.send("GET /open HTTP/1.0\r\nHost: test\r\n\r\n");
    EXPECT_TRUE(client.read().closed);
    EXPECT_TRUE(client.at_end());
}

TEST(Server, RefusesAndClosesWhatCannotBeFramed) {
    Serving serving;
    const std::string host = "Host: test\r\n";
    const std::pair<std::string, unsigned> cases[] = {
        {"GET /open HTTP/1.1\r\n\r\n", 400},
        {"GET /open HTTP/1.1\n", 400},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        {"GET /" + std::string(8'000, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 414},
        {request("GET /open", "X: " + std::string(17'000, 'a') + "\r\n"), 431},
        {request("POST /open/echo", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400},
        {request("POST /open/echo", chunked) + "x\r\n", 400},
        {request("POST /open/echo", chunked) + "1\r\nab\r\n", 400},
        {request("POST /open/echo", chunked) + "1 \r\na\r\n", 400},
        {request("POST /open/echo", chunked) + "1\na\n0\n\n", 400},
        {request("POST /open/echo", chunked) + "-1\r\n", 400},
        {request("POST /open/echo", chunked) + "11111111111111111\r\n", 400},
        {request("POST /open/echo", chunked) + "1;" + std::string(40'000, 'a'), 400},
        {request("POST /open/echo", chunked) + "0\r\nX: " + std::string(40'000, 'a'), 400},
        {request("POST /open/echo", chunked) + "fffffff\r\n", 413},
    };
    for (const auto& [bytes, status] : cases) {
        Client client(serving.port());
        client.send(bytes);
        const auto reply = client.read();
        EXPECT_EQ(reply.status, status) << bytes.substr(0, 200) << reply.body;
        EXPECT_TRUE(reply.closed) << bytes.substr(0, 200);
        EXPECT_TRUE(client.at_end()) << bytes.substr(0, 200);
    }
}

TEST(Server, AsksForABodyOnlyOnceAllElseIsRight) {
    Serving serving;
    const std::string expect = "Content-Type: application/json\r\nExpect: 100-continue\r\n";
    Client welcome(serving.port());
    welcome.send(request("POST /open/echo", expect + "Content-Length: 3\r\n"));
    EXPECT_EQ(welcome.read().status, 100);
    welcome.send("[1]");
    EXPECT_EQ(welcome.read().body, "[1]");
    Client refused(serving.port());
    refused.send(request("POST /mine/echo", expect + "Content-Length: 3\r\n"));
    const auto reply = refused.read();
    EXPECT_EQ(reply.status, 401);
    EXPECT_TRUE(reply.closed) << "the body may or may not come";
}

TEST(Server, GoesOnBehindARefusedShortBody) {
    Serving serving;
    Client client(serving.port());
    client.send(request("POST /mine/echo", "", std::string(5'000, 'x')) + request("GET /open"));
    EXPECT_EQ(client.read().status, 401);
    EXPECT_EQ(client.read().status, 200);
}

TEST(Server, DeliversItsRefusalOfALongBody) {
    Serving serving;
    Client client(serving.port());
    client.send(request("POST /open/echo", "Content-Type: application/json\r\n", std::string(1024 * 1024 + 1, 'x')));
    EXPECT_EQ(client.read().status, 413);
    EXPECT_TRUE(client.at_end());
}

TEST(Server, CountsAChunkedBodyAsItComes) {
    Serving serving([](ServerOptions& options, Routes&) { options.max_body_bytes = 10; });
    const auto ask = [&](const std::string& chunks) {
        return serving.ask(request("POST /open/echo", chunked) + chunks + "0\r\n\r\n").status;
    };
    EXPECT_EQ(ask("5\r\n12345\r\n5\r\n12345\r\n"), 200);
    EXPECT_EQ(ask("5\r\n12345\r\n6\r\n123456\r\n"), 413);
}

TEST(Server, SendsMoreThanASocketHolds) {
    Serving serving;
    const auto reply = serving.ask(request("GET /large"));
    EXPECT_EQ(reply.body.size(), 8'000'000);
    EXPECT_EQ(reply.body.find_first_not_of('x'), std::string::npos);
}

struct Deadline : testing::Test {
    Serving serving{[](ServerOptions& options, Routes&) {
        options.head_deadline = options.idle_deadline = options.transfer_deadline = options.linger_deadline = 300ms;
    }};
    Client client{serving.port()};
};

TEST_F(Deadline, EndsAHeadThatDoesNotCome) {
    client.send("GET /open HTTP/1.1\r\nX-Slow: ");
    const auto reply = client.read();
    EXPECT_EQ(reply.status, 408);
    EXPECT_EQ(reply.code(), "request_timeout");
    EXPECT_TRUE(client.at_end());
}

TEST_F(Deadline, EndsABodyThatDoesNotCome) {
    client.send(request("POST /open/echo", "Content-Type: application/json\r\nContent-Length: 5\r\n") + "[1");
    EXPECT_EQ(client.read().status, 408);
    EXPECT_TRUE(client.at_end());
}

TEST_F(Deadline, ClosesSilentConnections) {
    EXPECT_TRUE(client.at_end()) << "no request at all";
    Client second(serving.port());
    second.send(request("GET /open"));
    EXPECT_EQ(second.read().status, 200);
    EXPECT_TRUE(second.at_end()) << "none after the first";
}

TEST_F(Deadline, LeavesAReaderThatDoesNotRead) {
    client.send(request("GET /large"));
    // Only the server's giving up can bring this count to zero: the client keeps its socket open and reads nothing.
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (serving.server().connections() > 0 && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    EXPECT_EQ(serving.server().connections(), 0);
}

TEST(Server, TurnsAwayWhoComesPastTheLimit) {
    Serving serving([](ServerOptions& options, Routes&) {
        options.threads = 1;
        options.max_connections = 1;
    });
    Client first(serving.port());
    first.send(request("GET /open"));
    EXPECT_EQ(first.read().status, 200);
    Client second(serving.port());
    const auto reply = second.read();
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.header("retry-after"), "1");
    EXPECT_TRUE(second.at_end());
}

TEST(Server, RefusesAPortThatIsTaken) {
    Serving first;
    try {
        Serving second([&](ServerOptions& options, Routes&) { options.port = first.port(); });
        FAIL() << "two servers share a port";
    } catch (const std::runtime_error& failed) {
        EXPECT_EQ(std::string(failed.what()),
                  "cannot listen on 127.0.0.1 port " + std::to_string(first.port()) + ": Address already in use");
    }
}

TEST(Server, ListensOnIpv6) {
    Serving serving([](ServerOptions& options, Routes&) { options.bind_address = "::1"; });
    Client client(serving.port(), "::1");
    client.send(request("GET /open"));
    EXPECT_EQ(client.read().body, R"({"peer":"::1","secure":false})");
}

TEST(Server, DrainsIdleConnectionsAndStopsListening) {
    Serving serving;
    Client idle(serving.port());
    idle.send(request("GET /open"));
    EXPECT_EQ(idle.read().status, 200);
    EXPECT_TRUE(serving.server().drain(5s));
    EXPECT_TRUE(idle.at_end());
    EXPECT_FALSE(Client(serving.port()).connected());
}

}  // namespace
}  // namespace rustygpt::http
