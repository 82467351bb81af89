#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "http/access_log.h"
#include "http/core.h"
#include "http/exchange.h"
#include "http/framing.h"
#include "http/parser.h"

namespace rustygpt::http {

// How long a transfer may still take: a grace and then at least a slowest rate.
class Pace {
public:
    void begin() { began_ = std::chrono::steady_clock::now(); }
    // For a transfer that has moved `bytes` so far; zero or less where it is too slow.
    [[nodiscard]] std::chrono::milliseconds left(const ServerOptions& options, std::size_t bytes) const;

private:
    std::chrono::steady_clock::time_point began_{};
};

// Bytes of requests as they come. Views into it stay valid until grow() or drop().
class ReadBuffer {
public:
    [[nodiscard]] std::string_view bytes() const { return {data_.get(), size_}; }
    // At least one byte of room, where capacity() may still grow to `most`; false where it may not.
    bool make_room(std::size_t most);
    [[nodiscard]] char* room() { return data_.get() + size_; }
    [[nodiscard]] std::size_t room_size() const { return capacity_ - size_; }
    void added(std::size_t count) { size_ += count; }
    void drop(std::size_t count);                       // from the front
    void drop_after(std::size_t count) { size_ = count; }
    void assign(std::string_view bytes);

private:
    std::unique_ptr<char[]> data_;
    std::size_t capacity_ = 0;
    std::size_t size_ = 0;
};

// Serves requests on one socket, one after the other, until the peer leaves, a deadline passes or a feed takes over.
class Connection final : public Peer, private BodySource {
public:
    static void start(Core& core, Socket socket);
    ~Connection() override = default;

private:
    Connection(Core& core, Socket socket);
    static Task<> serve(std::unique_ptr<Connection> self);
    Task<> run();

    // Reading.
    bool head_is_there();
    void watch_head();
    Task<std::size_t> receive();
    void received(std::size_t count);
    bool begin();
    void adopt_head();
    Task<> read_body(std::size_t limit) override;
    void ask_for_body();

    // Answering.
    void settle_connection();
    bool send_response();
    bool send_more();
    Task<> flush();
    Task<> skip_body();
    Task<> linger();
    void start_feed();
    void next_request();

    void on_deadline() override;
    void on_drain() override;
    void give_up();

    Socket socket_;
    std::string peer_address_;
    ReadBuffer buffer_;
    HeadSearch search_{};
    std::size_t head_size_ = 0;
    std::string tail_{};          // what followed the head, while a body is read
    RequestParser parser_{};
    Exchange exchange_{};
    AccessRecord record_{};
    Pace pace_{};
    ErrorCode error_{};
    std::string unsent_head_{};
    std::size_t body_sent_ = 0;
    std::size_t sent_ = 0;        // bytes of this response, head included
    bool open_ = true;
    bool keep_alive_ = true;
    bool reading_head_ = true;
    bool head_watched_ = true;    // has a deadline; a new connection's began with it
    bool http_1_0_ = false;
    bool expired_ = false;
};

}  // namespace rustygpt::http
