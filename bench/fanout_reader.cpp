// Many readers of one event stream, in one thread: the client of the fan-out comparison.
//
//   bench_fanout_reader PORT READERS ROUNDS BATCH [TARGET]
//
// Writes a byte to standard output when every reader has its response's head, and again when every reader has all
// events of a batch: that paces the server (fanout.h). At the end {"seconds": S, "events": N} on standard error.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

int expect(int result, const char* what) {
    if (result < 0) throw std::runtime_error(what);
    return result;
}

// Counts events in whatever pieces they come: an event is an empty line after a data line.
class Reader {
public:
    bool in_body = false;
    long events = 0;

    void feed(std::string_view bytes) {
        if (!in_body && !(in_body = skip_head(bytes))) return;
        while (!bytes.empty()) {
            if (at_line_start_) begin_line(bytes.front());
            const auto* end = static_cast<const char*>(std::memchr(bytes.data(), '\n', bytes.size()));
            at_line_start_ = end != nullptr;
            if (!end) return;
            bytes.remove_prefix(static_cast<std::size_t>(end - bytes.data()) + 1);
        }
    }

private:
    void begin_line(char first) {
        if (first == 'd') has_data_ = true;
        if (first != '\n' || !has_data_) return;
        has_data_ = false;
        ++events;
    }

    // Cuts the head off; true where it ended.
    bool skip_head(std::string_view& bytes) {
        head_ += bytes;
        const auto end = head_.find("\r\n\r\n");
        if (end == std::string::npos) return false;
        if (!head_.starts_with("HTTP/1.1 200")) throw std::runtime_error(head_);
        bytes.remove_prefix(bytes.size() - (head_.size() - end - 4));
        head_.clear();
        head_.shrink_to_fit();
        return true;
    }

    std::string head_;
    bool at_line_start_ = true;
    bool has_data_ = false;
};

int connect_to(std::uint16_t port, std::string_view request) {
    const int reader = expect(::socket(AF_INET, SOCK_STREAM, 0), "socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    expect(::connect(reader, reinterpret_cast<sockaddr*>(&address), sizeof address), "connect");
    expect(static_cast<int>(::send(reader, request.data(), request.size(), 0)), "send");
    return reader;
}

class Crowd {
public:
    Crowd(std::uint16_t port, int readers, std::string_view request) : readers_(static_cast<std::size_t>(readers)) {
        for (std::size_t i = 0; i < readers_.size(); ++i) {
            epoll_event event{.events = EPOLLIN, .data = {.u64 = i}};
            sockets_.push_back(connect_to(port, request));
            expect(::epoll_ctl(poll_, EPOLL_CTL_ADD, sockets_.back(), &event), "epoll_ctl");
        }
    }

    // Reads until done(reader) holds for all.
    template <class Done>
    void read_until(Done done) {
        std::size_t left = 0;
        for (const auto& reader : readers_) left += !done(reader);
        while (left > 0) {
            epoll_event events[256];
            const int count = ::epoll_wait(poll_, events, 256, 30'000);
            if (count <= 0) throw std::runtime_error("nothing came for 30 seconds");
            for (int i = 0; i < count; ++i) {
                auto& reader = readers_[events[i].data.u64];
                const bool before = done(reader);
                char buffer[16384];
                const auto size = ::recv(sockets_[events[i].data.u64], buffer, sizeof buffer, 0);
                if (size <= 0) throw std::runtime_error("a stream ended early");
                reader.feed({buffer, static_cast<std::size_t>(size)});
                left -= !before && done(reader);
            }
        }
    }

private:
    int poll_ = expect(::epoll_create1(0), "epoll_create1");
    std::vector<Reader> readers_;
    std::vector<int> sockets_;
};

void ask_for_batch() {
    const char byte = '.';
    if (::write(STDOUT_FILENO, &byte, 1) != 1) throw std::runtime_error("the server is gone");
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 5) return 2;
    const auto port = static_cast<std::uint16_t>(std::atoi(arguments[1]));
    const int readers = std::atoi(arguments[2]);
    const long rounds = std::atol(arguments[3]), batch = std::atol(arguments[4]);
    const std::string target = count > 5 ? arguments[5] : "/";
    Crowd crowd(port, readers, "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n");
    crowd.read_until([](const Reader& reader) { return reader.in_body; });

    const auto began = std::chrono::steady_clock::now();
    for (long round = 1; round <= rounds; ++round) {
        ask_for_batch();
        crowd.read_until([&](const Reader& reader) { return reader.events >= round * batch; });
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - began;
    std::fprintf(stderr, "{\"seconds\": %.6f, \"events\": %ld}\n", taken.count(), rounds * batch * readers);
}
