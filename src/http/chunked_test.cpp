#include "http/chunked.h"

#include <gtest/gtest.h>

namespace rustygpt::http {
namespace {

using namespace std::string_literals;
using State = ChunkedBody::State;

constexpr std::size_t limit = 100;

struct Outcome {
    State state = State::more;
    std::string body{};
    std::string rest{};
    bool operator==(const Outcome&) const = default;
};

void PrintTo(const Outcome& outcome, std::ostream* out) {
    *out << static_cast<int>(outcome.state) << " \"" << outcome.body << "\" \"" << outcome.rest << '"';
}

// The bytes in two pieces; what the first leaves comes before the second, as a connection has it.
Outcome in_two(std::string_view bytes, std::size_t cut) {
    ChunkedBody body;
    Outcome out;
    std::string_view piece = bytes.substr(0, cut);
    out.state = body.read(piece, out.body, limit);
    out.rest = std::string(piece) + std::string(bytes.substr(cut));
    if (out.state != State::more) return out;
    piece = bytes.substr(cut);
    out.state = body.read(piece, out.body, limit);
    out.rest = piece;
    return out;
}

Outcome byte_by_byte(std::string_view bytes) {
    ChunkedBody body;
    Outcome out;
    while (!bytes.empty() && out.state == State::more) {
        auto piece = bytes.substr(0, 1);
        out.state = body.read(piece, out.body, limit);
        bytes.remove_prefix(1 - piece.size());
    }
    out.rest = bytes;
    return out;
}

// Wherever the bytes are cut, the outcome is the same.
Outcome read(std::string_view bytes) {
    const auto whole = in_two(bytes, bytes.size());
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) EXPECT_EQ(in_two(bytes, cut), whole) << bytes << " at " << cut;
    EXPECT_EQ(byte_by_byte(bytes), whole) << bytes;
    return whole;
}

TEST(ChunkedBody, ReadsWhatItShould) {
    const std::string good[] = {
        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
        "0003\r\nabc\r\n002\r\nde\r\n000\r\n\r\n",
        "0000000000000005\r\nabcde\r\n0\r\n\r\n",
        "5;a\r\nabcde\r\n0;last\r\n\r\n",
        "5;a=b;c;d=\"e; f\\\"\\\\ \xC3\xA9\t\"\r\nabcde\r\n0\r\n\r\n",
        "5 ; a = b\t;c = \"\"\r\nabcde\r\n0\r\n\r\n",
        "5\r\nabcde\r\n0\r\nX-One: 1\r\nx-two:\r\nDigest:\t sha-256=x= \r\n\r\n",
    };
    for (const auto& bytes : good) EXPECT_EQ(read(bytes), (Outcome{State::complete, "abcde", ""})) << bytes;
    EXPECT_EQ(read("0\r\n\r\n"), (Outcome{State::complete, "", ""}));
    EXPECT_EQ(read("A\r\n\r\n0\r\n\r\n012\r\n0\r\n\r\n").body, "\r\n0\r\n\r\n012");
    EXPECT_EQ(read("3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\n"), (Outcome{State::complete, "abc", "GET / HTTP/1.1\r\n"}));
}

TEST(ChunkedBody, RefusesAFalseChunk) {
    const std::string bad[] = {
        "\r\n",
        " 3\r\nabc\r\n0\r\n\r\n",
        "\t3\r\nabc",
        "3 \r\nabc\r\n0\r\n\r\n",
        "x\r\n",
        "0x3\r\nabc",
        "+3\r\nabc",
        "-3\r\nabc",
        "3.0\r\nabc",
        "3_\r\nabc",
        "3,3\r\nabc",
        "\xEF\xBC\x93\r\nabc",
        "00000000000000003\r\nabc",
        "FFFFFFFFFFFFFFFFF\r\n",
        "3\nabc\r\n0\r\n\r\n",
        "3\rabc",
        "3\r\rabc",
        "3\r\nabc\n0\r\n\r\n",
        "3\r\nabc\r0",
        "3\r\nabc0\r\n\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "3\r\nab\r\n\r\n0",
        "3\0\r\nabc"s,
        "0\n\r\n",
        "0\r\r\n",
        // Extensions.
        "3;\r\nabc",
        "3;;a\r\nabc",
        "3; \r\nabc",
        "3;a \r\nabc",
        "3;a=\r\nabc",
        "3;a=b c\r\nabc",
        "3;=b\r\nabc",
        "3;a b\r\nabc",
        "3 a\r\nabc",
        "3;a=\"b\r\nabc",
        "3;a=\"b\"c\r\nabc",
        "3;a=\"b\\\"\r\nabc",
        "3;a=\"b\\\r\nabc",
        "3;a=\"\r\n0\r\n\r\n\"\r\nabc",
        "3;a=\"b\nc\"\r\nabc",
        "3;a\rb\r\nabc",
        "3;a\nb\r\nabc",
        "3;a=\"\x01\"\r\nabc",
        "3;a=\"\x7F\"\r\nabc",
        "3;a=\"\0\"\r\nabc"s,
        "3;a(b)\r\nabc",
        "3;caf\xC3\xA9\r\nabc",
    };
    for (const auto& bytes : bad) EXPECT_EQ(read(bytes).state, State::malformed) << bytes;
}

TEST(ChunkedBody, RefusesAFalseTrailer) {
    const std::string bad[] = {
        "X: a\r\n b\r\n\r\n",
        "X: a\r\n\tb\r\n\r\n",
        " X: a\r\n\r\n",
        "X: a\r\n \r\n\r\n",
        "X:\r\n b\r\n\r\n",
        "X: a\n\r\n",
        "X: a\rb\r\n\r\n",
        "X: a\r\r\n\r\n",
        "\n",
        "\r\r\n",
        "X : a\r\n\r\n",
        "X\t: a\r\n\r\n",
        "X\r\n\r\n",
        ": a\r\n\r\n",
        "X(: a\r\n\r\n",
        "X\x01: a\r\n\r\n",
        "X\0: a\r\n\r\n"s,
        "X: a\0b\r\n\r\n"s,
        "X: a\x08\r\n\r\n",
        "X: a\x7F\r\n\r\n",
        "\xC3\xA9: a\r\n\r\n",
        "X: a\r\nno colon\r\n\r\n",
        "Content-Length: 3\r\n\r\n",
        "content-length:3\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n",
        "HOST: evil\r\n\r\n",
        "X: a\r\nCookie: sid=1\r\n\r\n",
        "Authorization: Bearer x\r\n\r\n",
        "Origin: null\r\n\r\n",
        "Content-Type: text/html\r\n\r\n",
        "Content-Encoding: gzip\r\n\r\n",
        "Expect: 100-continue\r\n\r\n",
        "Connection: close\r\n\r\n",
        "X-Forwarded-For: 127.0.0.1\r\n\r\n",
        "TE: trailers\r\n\r\n",
        "If-None-Match: *\r\n\r\n",
        "Upgrade: h2c\r\n\r\n",
    };
    for (const auto& trailer : bad) EXPECT_EQ(read("1\r\na\r\n0\r\n" + trailer).state, State::malformed) << trailer;
}

TEST(ChunkedBody, KeepsToItsBounds) {
    EXPECT_EQ(read("64\r\n").state, State::more);
    EXPECT_EQ(read("65\r\n"), (Outcome{State::too_large, "", "\n"})) << "refused from the size, before the data";
    EXPECT_EQ(read("1\r\na\r\n64\r\n").state, State::too_large);
    EXPECT_EQ(read("FFFFFFFFFFFFFFFF\r\n").state, State::too_large);
    const auto extension = [](std::size_t bytes) { return "1;" + std::string(bytes - 2, 'a') + "\r\na\r\n"; };
    EXPECT_EQ(read(extension(max_chunk_line_bytes)).state, State::more);
    EXPECT_EQ(read(extension(max_chunk_line_bytes + 1)).state, State::malformed);
}

TEST(ChunkedBody, BoundsWhatCarriesNothing) {
    ChunkedBody talkative;
    std::string out;
    std::size_t chunks = 0;
    const auto line = "1;" + std::string(1000, 'a') + "\r\na\r\n";
    for (State state = State::more; state == State::more && chunks < 1000; ++chunks) {
        std::string_view bytes = line;
        state = talkative.read(bytes, out, limit);
        if (state != State::more) {
            EXPECT_EQ(state, State::malformed);
        }
    }
    EXPECT_EQ(chunks, max_extension_bytes / 1001 + 1);

    for (const auto& field : {"X: " + std::string(2000, 'a') + "\r\n", std::string("X:\r\n")}) {
        ChunkedBody trailing;
        std::string_view bytes = "0\r\n";
        State state = trailing.read(bytes, out, limit);
        std::size_t sent = 0;
        for (; state == State::more && sent < 10 * max_trailer_bytes; sent += field.size()) {
            bytes = field;
            state = trailing.read(bytes, out, limit);
        }
        EXPECT_EQ(state, State::malformed);
        EXPECT_LE(sent, max_trailer_bytes + 2 * field.size());
    }
}

}  // namespace
}  // namespace rustygpt::http
