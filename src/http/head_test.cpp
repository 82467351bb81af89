#include "http/head.h"

#include <gtest/gtest.h>

#include "http/limit_headers.h"

namespace rustygpt::http {
namespace {

std::string head_of(const Response& response, HeadFacts facts = {}) {
    facts.trace_id = "t";
    facts.date = "d";
    std::string out;
    write_head(out, response, facts);
    return out;
}

const std::string constant =
    "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nDate: d\r\ntrace_id: t\r\n";

TEST(Head, HasWhatEveryResponseNeeds) {
    EXPECT_EQ(head_of(Response::json("{}"), {.content_length = 2}),
              "HTTP/1.1 200 OK\r\n" + constant +
                  "Content-Type: application/json\r\nContent-Length: 2\r\nCache-Control: no-store\r\n\r\n");
    EXPECT_EQ(head_of(Response::empty(304), {.close = true}),
              "HTTP/1.1 304 Not Modified\r\n" + constant + "Cache-Control: no-store\r\nConnection: close\r\n\r\n");
}

TEST(Head, LeavesCachingToAHandlerThatSaysSomethingOfIt) {
    const auto head = head_of(Response::empty().with("cache-control", "private, no-cache"));
    EXPECT_EQ(head, "HTTP/1.1 204 No Content\r\n" + constant + "cache-control: private, no-cache\r\n\r\n");
}

TEST(Head, LetsNoValueBeginAnotherHeader) {
    const auto head = head_of(Response::empty().with("Location", std::string("/a\r\nSet-Cookie: x\0\x7F", 19)));
    EXPECT_TRUE(head.contains("\r\nLocation: /a  Set-Cookie: x  \r\n")) << head;
}

TEST(Head, TellsTheBucket) {
    auto response = Response::empty();
    response.limit_headers =
        limit_headers("tight", 20, {.remaining = 3, .reset_after = std::chrono::milliseconds(1'001)});
    EXPECT_TRUE(
        head_of(response).contains("\r\nRateLimit-Limit: 20\r\nRateLimit-Remaining: 3\r\nRateLimit-Reset: 2\r\n"
                                   "X-RateLimit-Profile: tight\r\n"));
}

TEST(Head, WritesDatesAsRfc9110Does) { EXPECT_EQ(http_date(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT"); }

}  // namespace
}  // namespace rustygpt::http
