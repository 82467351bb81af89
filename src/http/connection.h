#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/access_log.h"
#include "http/core.h"
#include "http/exchange.h"
#include "http/framing.h"
#include "http/parser.h"
#include "http/transfer.h"

namespace rustygpt::http {

// Serves requests on one socket, one after the other, until the peer leaves, a deadline passes or a feed takes over.
class Connection final : public Peer, private BodySource {
public:
    static void start(Core& core, Socket socket, std::string address, Admission::Place place);
    ~Connection() override = default;

private:
    Connection(Core& core, Socket socket, std::string address, Admission::Place place);
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
