// The floor for SSE fan-out: nothing but epoll and one send per event and reader.
//
//   bench_epoll_broadcaster THREADS READERS BATCH      see fanout.h for the pacing

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "fanout.h"

namespace {

constexpr std::string_view head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
using Batch = std::shared_ptr<const std::vector<std::string>>;

int expect(int result, const char* what) {
    if (result < 0) throw std::runtime_error(what);
    return result;
}

int listen_on(std::uint16_t port) {
    const int listener = expect(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
    const int on = 1;
    expect(::setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on), "SO_REUSEPORT");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    expect(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), "bind");
    expect(::listen(listener, 4096), "listen");
    return listener;
}

std::uint16_t port_of(int listener) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    expect(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return ntohs(address.sin_port);
}

// One core's share of the readers.
class Worker {
public:
    explicit Worker(std::uint16_t port) : listener_(listen_on(port)) {
        watch(listener_);
        watch(signal_);
        thread_ = std::jthread([this](std::stop_token) { run(); });
    }
    [[nodiscard]] std::uint16_t port() const { return port_of(listener_); }

    void publish(Batch batch) {
        {
            std::lock_guard lock(mutex_);
            waiting_.push_back(std::move(batch));
        }
        ::eventfd_write(signal_, 1);
    }
    void stop() { publish(nullptr); }

private:
    void watch(int descriptor) {
        epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
        expect(::epoll_ctl(poll_, EPOLL_CTL_ADD, descriptor, &event), "epoll_ctl");
    }

    void run() {
        epoll_event events[256];
        while (!stopped_) {
            const int count = ::epoll_wait(poll_, events, 256, -1);
            for (int i = 0; i < count; ++i) {
                const int descriptor = events[i].data.fd;
                if (descriptor == listener_) accept_all();
                else if (descriptor == signal_) broadcast();
                else greet(descriptor);
            }
        }
    }

    void accept_all() {
        for (int reader; (reader = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK)) >= 0;) {
            const int on = 1;
            ::setsockopt(reader, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            watch(reader);
        }
    }

    // Whatever was asked: here are the events.
    void greet(int reader) {
        char request[4096];
        if (::recv(reader, request, sizeof request, 0) <= 0) {
            std::erase(readers_, reader);
            ::close(reader);
            return;
        }
        send_all(reader, head);
        readers_.push_back(reader);
    }

    void broadcast() {
        eventfd_t ignored = 0;
        ::eventfd_read(signal_, &ignored);
        std::vector<Batch> batches;
        {
            std::lock_guard lock(mutex_);
            batches.swap(waiting_);
        }
        for (const auto& batch : batches) {
            if (!batch) {
                stopped_ = true;
                return;
            }
            for (const auto& frame : *batch)
                for (const int reader : readers_) send_all(reader, frame);
        }
    }

    // The pacing leaves room in every socket's buffer; a short send would be an error of this bench.
    static void send_all(int reader, std::string_view bytes) {
        const auto sent = ::send(reader, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent != static_cast<ssize_t>(bytes.size())) throw std::runtime_error("short send");
    }

    int poll_ = expect(::epoll_create1(0), "epoll_create1");
    int signal_ = expect(::eventfd(0, EFD_NONBLOCK), "eventfd");
    int listener_;
    std::vector<int> readers_;
    bool stopped_ = false;
    std::mutex mutex_;
    std::vector<Batch> waiting_;
    std::jthread thread_;
};

Batch render(const std::vector<rustygpt::stream::Event>& events) {
    auto frames = std::make_shared<std::vector<std::string>>();
    for (const auto& event : events) rustygpt::stream::append_frame(frames->emplace_back(), event);
    return frames;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) return 2;
    const int threads = std::atoi(arguments[1]), batch = std::atoi(arguments[3]);
    std::vector<std::unique_ptr<Worker>> workers;
    for (int i = 0; i < threads; ++i)
        workers.push_back(std::make_unique<Worker>(workers.empty() ? std::uint16_t{0} : workers.front()->port()));
    bench::Answer answer(rustygpt::new_id());
    bench::serve_batches(workers.front()->port(), [&] {
        const auto frames = render(answer.next(batch));
        for (auto& worker : workers) worker->publish(frames);
    });
    for (auto& worker : workers) worker->stop();
}
