#include "http/framing.h"

#include <string>

#include <gtest/gtest.h>

namespace rustygpt::http {
namespace {

using namespace std::string_literals;

struct Case {
    std::string head;
    int status;  // 0: sound
};

int status_of_head(const std::string& head) {
    HeadSearch search;
    const auto size = search.find(head);
    auto refusal = search.refusal();
    if (!refusal && size == 0) return -1;  // not complete
    if (!refusal) refusal = check_head(std::string_view(head).substr(0, size));
    return refusal ? static_cast<int>(status_of(refusal->kind)) : 0;
}

TEST(Framing, JudgesHeads) {
    const std::string get = "GET / HTTP/1.1\r\n";
    const std::string host = "Host: a\r\n";
    const Case cases[] = {
        {get + host + "\r\n", 0},
        {get + "Host:a\r\n\r\n", 0},
        {get + "host: \t[::1]:80 \r\n\r\n", 0},
        {get + host + "X: caf\xC3\xA9\tz\r\n\r\n", 0},
        {get + host + "X:\r\n\r\n", 0},
        {"GET http://a/b?c HTTP/1.1\r\n" + host + "\r\n", 0},
        {"OPTIONS * HTTP/1.1\r\n" + host + "\r\n", 0},
        {"M-SEARCH / HTTP/1.0\r\n" + host + "\r\n", 0},
        {get + host + "Content-Length: 5\r\n\r\n", 0},
        {get + host + "Transfer-Encoding: Chunked\r\n\r\n", 0},
        // The request line.
        {"GET  / HTTP/1.1\r\n" + host + "\r\n", 400},
        {"GET /\r\n" + host + "\r\n", 400},
        {"GET / HTTP/1.1 \r\n" + host + "\r\n", 400},
        {"GET /a b HTTP/1.1\r\n" + host + "\r\n", 400},
        {"GET / HTTP/2.0\r\n" + host + "\r\n", 400},
        {"GET / HTTP/1.2\r\n" + host + "\r\n", 400},
        {"GET / http/1.1\r\n" + host + "\r\n", 400},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        {"G(T / HTTP/1.1\r\n" + host + "\r\n", 400},
        {" GET / HTTP/1.1\r\n" + host + "\r\n", 400},
        {"GET /\xC3\xA9 HTTP/1.1\r\n" + host + "\r\n", 400},
        {"GET /#x HTTP/1.1\r\n" + host + "\r\n", 400},
        {"GET /\0 HTTP/1.1\r\n"s + host + "\r\n", 400},
        {"GET\t/\tHTTP/1.1\r\n" + host + "\r\n", 400},
        {std::string(33, 'A') + " / HTTP/1.1\r\n" + host + "\r\n", 400},
        {"\x16\x03\x01\x02", 400},
        // Lines.
        {"GET / HTTP/1.1\n" + host + "\r\n", 400},
        {get + "Host: a\n\r\n", 400},
        {get + "Host: a\r\n\n", 400},
        {get + "Host: a\rX: b\r\n\r\n", 400},
        {get + host + "X: a\r\r\n\r\n", 400},
        {get + host + "X: a\r\n b\r\n\r\n", 400},
        {get + host + "X: a\r\n\tb\r\n\r\n", 400},
        {get + " Host: a\r\n\r\n", 400},
        // Fields.
        {get + "Host : a\r\n\r\n", 400},
        {get + host + "X\t: b\r\n\r\n", 400},
        {get + host + ": b\r\n\r\n", 400},
        {get + host + "nocolon\r\n\r\n", 400},
        {get + host + "X(y): b\r\n\r\n", 400},
        {get + host + "X: a\0b\r\n\r\n"s, 400},
        {get + host + "X: a\x01"s + "\r\n\r\n", 400},
        {get + host + "X: a\x7F\r\n\r\n", 400},
        // Host.
        {get + "\r\n", 400},
        {"GET / HTTP/1.0\r\n\r\n", 400},
        {get + host + host + "\r\n", 400},
        {get + "Host:\r\n\r\n", 400},
        {get + "Host: a b\r\n\r\n", 400},
        {get + "Host: a/b\r\n\r\n", 400},
        {get + "Host: user@a\r\n\r\n", 400},
        {get + "Host: a:port\r\n\r\n", 400},
        {get + "Host: [::1\r\n\r\n", 400},
        {get + "Host: a, b\r\n\r\n", 400},
        // Lengths and codings.
        {get + host + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 400},
        {get + host + "Content-Length: 5, 5\r\n\r\n", 400},
        {get + host + "Content-Length: +5\r\n\r\n", 400},
        {get + host + "Content-Length: -5\r\n\r\n", 400},
        {get + host + "Content-Length: 0x5\r\n\r\n", 400},
        {get + host + "Content-Length: 5 5\r\n\r\n", 400},
        {get + host + "Content-Length:\r\n\r\n", 400},
        {get + host + "Content-Length: 99999999999999999999\r\n\r\n", 400},
        {get + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {get + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {get + host + "Transfer-Encoding: xchunked\r\n\r\n", 400},
        {get + host + "Transfer-Encoding: chunked, identity\r\n\r\n", 400},
        {get + host + "Transfer-Encoding: gzip, chunked\r\n\r\n", 400},
        {get + host + "Transfer-Encoding: identity\r\n\r\n", 400},
        {get + host + "Transfer-Encoding:\r\n\r\n", 400},
        {"GET / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n", 400},
        // Sizes.
        {"GET /" + std::string(7'999, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 0},
        {"GET /" + std::string(8'000, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 414},
        {"GET /" + std::string(9'000, 'a'), 414},
        {get + host + "X: " + std::string(16 * 1024 - 14, 'a') + "\r\n\r\n", 0},
        {get + host + "X: " + std::string(16 * 1024 - 13, 'a') + "\r\n\r\n", 431},
        {get + host + "X: " + std::string(17'000, 'a'), 431},
        {get + host, -1},
        {"GET", -1},
    };
    for (const auto& [head, status] : cases)
        EXPECT_EQ(status_of_head(head), status) << testing::PrintToString(head.substr(0, 80));
}

TEST(Framing, FindsTheEndWhereverTheBytesAreCut) {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const std::string bytes = head + "body\n";
    for (std::size_t cut = 0; cut <= head.size(); ++cut) {
        HeadSearch search;
        const auto early = search.find(std::string_view(bytes).substr(0, cut));
        EXPECT_EQ(early, cut == head.size() ? head.size() : 0) << cut;
        if (early == 0) {
            EXPECT_EQ(search.find(bytes), head.size()) << cut;
        }
        EXPECT_FALSE(search.refusal());
    }
}

}  // namespace
}  // namespace rustygpt::http
