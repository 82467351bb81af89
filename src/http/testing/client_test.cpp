#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <netdb.h>

#include <gtest/gtest.h>

#include "base/json.h"
#include "http/testing/server.h"
#include "http/text.h"

namespace rustygpt::http::test {

std::string Reply::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

std::string Reply::code() const {
    const auto document = parse_json(body);
    return std::string(document.as_object().at("code").as_string());
}

Client::Client(std::uint16_t port, const char* address) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(address, std::to_string(port).c_str(), &hints, &found) != 0) return;
    const int made = ::socket(found->ai_family, SOCK_STREAM, 0);
    const bool fine = ::connect(made, found->ai_addr, found->ai_addrlen) == 0;
    freeaddrinfo(found);
    if (!fine) {
        ::close(made);
        return;
    }
    socket_ = made;
    const timeval limit{5, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

Client::~Client() {
    if (socket_ >= 0) ::close(socket_);
}

void Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // the server has closed; what it said can still be read
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void Client::half_close() { ::shutdown(socket_, SHUT_WR); }

bool Client::more() {
    char bytes[16384];
    const auto got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got > 0) buffer_.append(bytes, static_cast<std::size_t>(got));
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        ADD_FAILURE() << "nothing came for 5 s after: " << buffer_;
    return got > 0;
}

bool Client::at_end() { return buffer_.empty() && !more(); }

std::string Client::read_until(std::string_view text) {
    std::size_t looked_at = 0;
    while (buffer_.find(text, looked_at) == buffer_.npos) {
        looked_at = buffer_.size() - std::min(buffer_.size(), text.size());
        if (!more()) break;
    }
    return std::exchange(buffer_, {});
}

Reply Client::read(bool bodiless) {
    Reply reply;
    while (!buffer_.contains("\r\n\r\n"))
        if (!more()) {
            reply.closed = true;
            return reply;
        }
    std::string_view head(buffer_.data(), buffer_.find("\r\n\r\n") + 2);
    const auto head_size = head.size() + 2;
    reply.status = static_cast<unsigned>(std::stoul(std::string(head.substr(9, 3))));
    for_each_part(head.substr(head.find('\n') + 1), '\n', [&](std::string_view line) {
        const auto colon = line.find(':');
        reply.headers.emplace(lowered(line.substr(0, colon)), trimmed(line.substr(colon + 1, line.size() - colon - 2)));
    });
    const auto length = reply.header("content-length");
    const std::size_t body = bodiless || length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < head_size + body && more()) {}
    reply.body = buffer_.substr(head_size, body);
    buffer_.erase(0, head_size + body);
    reply.closed = reply.header("connection") == "close";
    return reply;
}

std::string request(std::string_view line, std::string_view headers, std::string_view body) {
    std::string text(line);
    text += " HTTP/1.1\r\nHost: test\r\n";
    text += headers;
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    text += "\r\n";
    return text += body;
}

}  // namespace rustygpt::http::test
