#include "http/connection.h"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

#include "http/text.h"
#include "telemetry/log.h"

namespace rustygpt::http {
namespace {

constexpr std::size_t largest_head = max_method_bytes + max_target_bytes + max_header_bytes + 64;
constexpr std::size_t body_read_size = 16 * 1024;
// A body that nobody wants is read to its end where it is no longer than this; else the connection goes.
constexpr std::size_t worth_skipping = 64 * 1024;

}  // namespace

Connection::Connection(Core& core, Socket socket, std::string address, Admission::Place place)
    : Peer(core, std::move(place)), socket_(std::move(socket)), peer_address_(std::move(address)) {}

void Connection::start(Core& core, Socket socket, std::string address, Admission::Place place) {
    std::unique_ptr<Connection> self(new Connection(core, std::move(socket), std::move(address), std::move(place)));
    asio::co_spawn(core.context(), serve(std::move(self)), [](const std::exception_ptr& error) {
        if (error) log::error("a connection failed");
    });
}

Task<> Connection::serve(std::unique_ptr<Connection> self) { co_await self->run(); }

Task<> Connection::run() {
    core_.wheel().set(*this, core_.options().head_deadline);
    while (open_) {
        if (!head_is_there()) {
            watch_head();
            // Behind what else has happened on this core: the next request is often there by then, where a read at
            // once would find nothing and be tried again.
            if (buffer_.bytes().empty()) co_await asio::post(use_task);
            std::size_t count = 0;
            if (open_ && !expired_) count = co_await receive();
            received(count);
            continue;
        }
        if (!begin()) co_await core_.pipeline().finish(exchange_, *this);
        settle_connection();
        if (exchange_.response.feed && exchange_.call.method != Method::head) {
            start_feed();
            co_return;
        }
        if (!send_response()) co_await flush();
        if (open_ && exchange_.has_body && !exchange_.body_read && keep_alive_) co_await skip_body();
        if (open_ && !keep_alive_) co_await linger();
        next_request();
    }
}

bool Connection::head_is_there() {
    // RFC 9112 section 2.2: empty lines before a request are ignored.
    while (head_size_ == 0 && buffer_.bytes().starts_with("\r\n")) {
        buffer_.drop(2);
        search_ = {};
    }
    if (buffer_.bytes() == "\r") return false;
    head_size_ = search_.find(buffer_.bytes());
    return head_size_ > 0 || search_.refusal();
}

// A head that comes in one piece, as nearly all do, never gets a deadline of its own.
void Connection::watch_head() {
    if (head_watched_ || buffer_.bytes().empty()) return;
    head_watched_ = true;
    core_.wheel().set(*this, core_.options().head_deadline);
}

Task<std::size_t> Connection::receive() {
    buffer_.make_room(largest_head);
    return socket_.async_read_some(asio::buffer(buffer_.room(), buffer_.room_size()),
                                   asio::redirect_error(use_task, error_));
}

void Connection::received(std::size_t count) {
    if (expired_ || error_ || count == 0) {
        // A head that began and never ended is told so; a silent peer is not.
        if (expired_ && !buffer_.bytes().empty()) {
            record_ = core_.record();
            core_.pipeline().refuse(exchange_, Failure(Failure::Kind::request_timeout, "The request came too slowly."));
            keep_alive_ = false;
            send_response();
        }
        open_ = false;
        return;
    }
    buffer_.added(count);
}

// True where the response is already there.
bool Connection::begin() {
    reading_head_ = false;
    core_.wheel().clear(*this);
    record_ = core_.record();
    auto refusal = search_.refusal();
    const auto head = buffer_.bytes().substr(0, head_size_);
    if (!refusal) refusal = check_head(head);
    if (!refusal && !parser_.read_head(head)) refusal = {Failure::Kind::malformed_request, "The request is malformed."};
    if (refusal) {
        keep_alive_ = false;
        exchange_.has_body = true;  // who knows what follows
        core_.pipeline().refuse(exchange_, Failure(refusal->kind, std::string(refusal->why)));
        return true;
    }
    adopt_head();
    return core_.pipeline().begin(exchange_, peer_address_);
}

void Connection::adopt_head() {
    auto& call = exchange_.call;
    call.core = core_.index();
    call.method = parser_.method();
    call.target = parser_.target();
    call.headers = parser_.headers();
    call.host = call.header("host").value_or("");
    exchange_.content_length = parser_.content_length();
    exchange_.has_body = parser_.has_body();
    keep_alive_ = parser_.keep_alive();
    http_1_0_ = parser_.http_1_0();
}

Task<> Connection::read_body(std::size_t limit) {
    ask_for_body();
    tail_.assign(buffer_.bytes().substr(head_size_));
    buffer_.drop_after(head_size_);
    pace_.begin();
    std::size_t total = tail_.size();
    for (;;) {
        std::string_view rest = tail_;
        const auto state = parser_.read_body(rest, exchange_.call.body, limit);
        tail_.erase(0, tail_.size() - rest.size());
        if (state == RequestParser::Body::complete) break;
        if (state == RequestParser::Body::too_large) throw body_too_large(limit);
        if (state == RequestParser::Body::malformed)
            throw Failure(Failure::Kind::malformed_request, "The body's chunks or trailers are malformed.");
        const auto kept = tail_.size();
        tail_.resize(kept + body_read_size);
        core_.wheel().set(*this, std::max(pace_.left(core_.options(), total), std::chrono::milliseconds(0)));
        const auto count = co_await socket_.async_read_some(asio::buffer(tail_.data() + kept, body_read_size),
                                                            asio::redirect_error(use_task, error_));
        tail_.resize(kept + count);
        total += count;
        if (expired_) throw Failure(Failure::Kind::request_timeout, "The body came too slowly.");
        if (error_ || count == 0) {
            give_up();
            throw Failure(Failure::Kind::malformed_request, "The body ended too early.");
        }
    }
    core_.wheel().clear(*this);
    exchange_.body_read = true;
}

// Only now have all checks passed that need no body (RFC 9110 section 10.1.1).
void Connection::ask_for_body() {
    const auto expect = exchange_.call.header("expect");
    if (expect && same_without_case(*expect, "100-continue") && buffer_.bytes().size() == head_size_)
        send_now(socket_, "HTTP/1.1 100 Continue\r\n\r\n");
}

// Whether the connection can go on behind this response.
void Connection::settle_connection() {
    if (core_.draining()) keep_alive_ = false;
    if (exchange_.has_body && !exchange_.body_read) {
        const bool short_enough = exchange_.content_length && *exchange_.content_length <= worth_skipping;
        // A body that was begun and failed, or that the peer may now not send at all, has no known end.
        if (!short_enough || !tail_.empty() || !exchange_.call.body.empty() || exchange_.call.header("expect") ||
            expired_)
            keep_alive_ = false;
    }
}

// The rest of a short body, so that the connection can go on.
Task<> Connection::skip_body() {
    try {
        co_await read_body(worth_skipping);
    } catch (const Failure&) {
        open_ = false;
    }
}

// Closing with unread bytes would reset the connection and could take our answer with it (RFC 9112 section 9.6).
Task<> Connection::linger() {
    open_ = false;
    if (!exchange_.has_body || exchange_.body_read) co_return;
    socket_.shutdown(Socket::shutdown_send, error_);
    expired_ = false;
    core_.wheel().set(*this, core_.options().linger_deadline);
    tail_.resize(body_read_size);
    for (std::size_t count = 1; count > 0 && !error_ && !expired_;)
        count = co_await socket_.async_read_some(asio::buffer(tail_), asio::redirect_error(use_task, error_));
}

void Connection::next_request() {
    if (!open_) return;
    if (exchange_.body_read) buffer_.assign(tail_);
    else buffer_.drop(head_size_);
    tail_.clear();
    search_ = {};
    head_size_ = 0;
    exchange_ = {};
    expired_ = false;
    head_watched_ = false;
    reading_head_ = true;
    core_.wheel().set(*this, core_.options().idle_deadline);
}

void Connection::on_deadline() {
    expired_ = true;
    ErrorCode ignored;
    socket_.cancel(ignored);
}

void Connection::on_drain() {
    if (!reading_head_ || !buffer_.bytes().empty()) return;  // its response will say Connection: close
    open_ = false;
    ErrorCode ignored;
    socket_.cancel(ignored);
}

void Connection::give_up() { open_ = false; }

}  // namespace rustygpt::http
