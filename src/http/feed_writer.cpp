#include "http/feed_writer.h"

#include <algorithm>
#include <array>

#include <sys/socket.h>

namespace rustygpt::http {
namespace {

constexpr std::size_t take_bytes = 64 * 1024;
constexpr std::size_t most_parts = 64;  // of one send

}  // namespace

FeedWriter::FeedWriter(Core& core, Admission::Place place, Socket socket, std::shared_ptr<Feed> feed,
                       AccessRecord record)
    : Peer(core, std::move(place)), socket_(std::move(socket)), feed_(std::move(feed)), record_(std::move(record)) {}

FeedWriter::~FeedWriter() {
    feed_->abandon();
    record_.write_at_end(bytes_);
}

void FeedWriter::start(Core& core, Admission::Place place, Socket socket, std::string head, std::shared_ptr<Feed> feed,
                       AccessRecord record) {
    std::shared_ptr<FeedWriter> self(
        new FeedWriter(core, std::move(place), std::move(socket), std::move(feed), std::move(record)));
    const auto sent = send_now(self->socket_, head);
    if (sent < 0) return;
    if (static_cast<std::size_t>(sent) < head.size()) {
        self->waiting_.push_back(std::make_shared<const std::string>(head.substr(static_cast<std::size_t>(sent))));
        self->watch_writability();
    }
    core.wheel().set(*self, core.options().sse_keepalive);
    self->watch_peer();
    self->feed_->open(*self);
    self->wake();
    if (core.draining()) self->on_drain();
}

void FeedWriter::watch_peer() {
    socket_.async_wait(Socket::wait_read, [self = shared_from_this()](const ErrorCode& failed) {
        if (!failed && self->peer_is_there()) self->watch_peer();
        else self->leave();
    });
}

// What a peer says on an event stream is thrown away; only that it leaves matters.
bool FeedWriter::peer_is_there() {
    char bytes[512];
    for (int reads = 0; reads < 16; ++reads) {
        const auto got = ::recv(socket_.native_handle(), bytes, sizeof bytes, MSG_DONTWAIT);
        if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
        if (got == 0) return false;
    }
    return true;
}

void FeedWriter::watch_writability() {
    full_ = true;
    core_.wheel().set(*this, core_.options().transfer_deadline);
    socket_.async_wait(Socket::wait_write, [self = shared_from_this()](const ErrorCode& failed) {
        if (failed) return;  // the socket was closed
        self->full_ = false;
        self->wake();
    });
}

void FeedWriter::wake() {
    if (full_ || leaving_) return;
    again_ = true;
    if (pumping_) return;
    pumping_ = true;
    try {
        pump();
    } catch (const std::exception&) {
        leave();  // No memory: what it was about to send is lost. The peer comes again and goes on from its last event.
    }
    pumping_ = false;
    if (!full_ && !leaving_ && feed_->finished()) say_goodbye();
}

void FeedWriter::pump() {
    auto blocks = std::move(core_.spare_blocks);
    while (again_ && !leaving_) {
        again_ = false;
        blocks.swap(waiting_);
        if (blocks.empty()) feed_->take(blocks, take_bytes);
        if (blocks.empty()) break;
        if (!send_blocks(blocks)) break;
        blocks.clear();
        again_ = true;  // until the feed has nothing more
    }
    blocks.clear();
    core_.spare_blocks = std::move(blocks);
}

bool FeedWriter::send_blocks(std::vector<Feed::Bytes>& blocks) {
    std::size_t at = 0;
    while (at < blocks.size()) {
        std::array<iovec, most_parts> parts;  // not cleared: a kilobyte for what is mostly one part
        const auto count = std::min(most_parts, blocks.size() - at);
        for (std::size_t i = 0; i < count; ++i)
            parts[i] = {const_cast<char*>(blocks[at + i]->data()), blocks[at + i]->size()};
        parts[0] = {const_cast<char*>(blocks[at]->data()) + first_sent_, blocks[at]->size() - first_sent_};
        const auto sent = send_now(socket_, std::span(parts.data(), count));
        if (sent < 0) {
            leave();
            return false;
        }
        auto left = static_cast<std::size_t>(sent) + first_sent_;
        bytes_ += static_cast<std::size_t>(sent);
        const auto begun = at;
        while (at < begun + count && left >= blocks[at]->size()) left -= blocks[at++]->size();
        first_sent_ = at < begun + count ? left : 0;
        if (at < begun + count) {
            waiting_.assign(std::make_move_iterator(blocks.begin() + static_cast<std::ptrdiff_t>(at)),
                            std::make_move_iterator(blocks.end()));
            watch_writability();
            return false;
        }
    }
    core_.wheel().set(*this, core_.options().sse_keepalive);
    return true;
}

// The last byte is out: tell the peer, and give it a moment to read before the socket goes.
void FeedWriter::say_goodbye() {
    leaving_ = true;
    ErrorCode ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    core_.wheel().set(*this, core_.options().linger_deadline);
}

// The waits end with an error then; the last of them lets the writer go, never a call of the feed itself. Needs no
// memory.
void FeedWriter::leave() {
    leaving_ = true;
    core_.wheel().clear(*this);
    ErrorCode ignored;
    socket_.close(ignored);
}

void FeedWriter::on_deadline() {
    if (leaving_ || full_) return leave();  // a peer that reads nothing
    try {
        waiting_.push_back(feed_->keep_alive());
    } catch (const std::exception&) {
        return leave();  // no memory
    }
    core_.wheel().set(*this, core_.options().sse_keepalive);
    wake();
}

void FeedWriter::on_drain() {
    if (leaving_) return;
    feed_->close();
    wake();
}

}  // namespace rustygpt::http
