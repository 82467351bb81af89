#include "http/connection.h"

#include <algorithm>

#include <boost/asio/redirect_error.hpp>

#include "http/feed_writer.h"
#include "http/head.h"

// The way out of a connection: its responses, or the feed that it becomes.
namespace rustygpt::http {
namespace {

// A body up to here is copied behind its head: the kernel takes one part faster than two.
constexpr std::size_t worth_joining = 4 * 1024;

}  // namespace

bool Connection::send_response() {
    const auto& response = exchange_.response;
    const bool bodiless = exchange_.call.method == Method::head || !may_have_body(response.status);
    HeadFacts facts{
        .trace_id = exchange_.call.trace_id, .date = core_.date(), .close = !keep_alive_, .http_1_0 = http_1_0_};
    if (may_have_body(response.status) && !response.feed) facts.content_length = response.body.size();
    auto& head = core_.scratch();
    write_head(head, response, facts);
    record_.answered(exchange_.call, response.status);
    body_sent_ = bodiless ? response.body.size() : 0;
    sent_ = 0;
    const auto body_bytes = response.body.size() - body_sent_;
    const auto head_size = head.size();
    const bool joined = body_bytes <= worth_joining;
    if (joined) head.append(response.body, body_sent_);
    iovec parts[2] = {{head.data(), head.size()}, {const_cast<char*>(response.body.data()), body_bytes}};
    const auto sent = open_ ? send_now(socket_, std::span(parts, joined ? 1 : 2)) : -1;
    if (sent < 0) give_up();
    const auto count = static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
    record_.write(body_bytes);
    if (sent < 0 || count == head_size + body_bytes) return true;
    const auto of_head = std::min(count, head_size);
    unsent_head_ = head.substr(of_head, head_size - of_head);
    body_sent_ += count - of_head;
    sent_ = count;
    return false;
}

// True once all is sent, or nothing more can be.
bool Connection::send_more() {
    const auto& body = exchange_.response.body;
    iovec parts[2] = {{unsent_head_.data(), unsent_head_.size()},
                      {const_cast<char*>(body.data()) + body_sent_, body.size() - body_sent_}};
    const auto sent = send_now(socket_, parts);
    if (sent < 0) {
        give_up();
        return true;
    }
    const auto count = static_cast<std::size_t>(sent);
    const auto of_head = std::min(count, unsent_head_.size());
    unsent_head_.erase(0, of_head);
    body_sent_ += count - of_head;
    sent_ += count;
    return unsent_head_.empty() && body_sent_ == body.size();
}

Task<> Connection::flush() {
    pace_.begin();
    while (open_) {
        core_.wheel().set(*this, std::max(pace_.left(core_.options(), sent_), std::chrono::milliseconds(0)));
        co_await socket_.async_wait(Socket::wait_write, asio::redirect_error(use_task, error_));
        if (error_ || expired_) give_up();
        else if (send_more()) break;
    }
    core_.wheel().clear(*this);
}

void Connection::start_feed() {
    auto& response = exchange_.response;
    std::string head;
    write_head(head, response, {.trace_id = exchange_.call.trace_id, .date = core_.date(), .close = true});
    record_.answered(exchange_.call, response.status);
    FeedWriter::start(core_, give_place(), std::move(socket_), std::move(head), std::move(response.feed),
                      std::move(record_));
}

}  // namespace rustygpt::http
