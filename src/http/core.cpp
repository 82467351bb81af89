#include "http/core.h"

#include <thread>

#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>

#include "http/connection.h"
#include "http/envelope.h"
#include "http/head.h"
#include "http/request_metrics.h"
#include "limits/address.h"
#include "telemetry/log.h"
#include "telemetry/trace.h"

namespace rustygpt::http {
namespace {

constexpr std::chrono::milliseconds accept_backoff{100};
constexpr int backlog = 4096;

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using UserTimeout = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;

bool out_of_descriptors(const ErrorCode& failed) {
    return failed == boost::system::errc::too_many_files_open ||
           failed == boost::system::errc::too_many_files_open_in_system ||
           failed == boost::system::errc::no_buffer_space || failed == boost::system::errc::not_enough_memory;
}

// Where there may be no memory for a timer either, so that what is tried again doesn't spin.
void catch_breath() { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }

// Where there is no memory for a record either, there is none.
void log_unexpected(const char* what) noexcept {
    try {
        log::error("a core's handler failed", {{"error", what}});
    } catch (...) {}
}

// No room: said without reading the request, as far as the socket's own buffer takes it.
void turn_away(Socket& socket, std::string_view date, Admission::Refusal refusal) {
    const auto* why = refusal == Admission::Refusal::address_has_enough ? "Your address has too many connections here."
                                                                        : "The server has too many connections.";
    const auto response = envelope(Failure::busy(Failure::Kind::unavailable, why, 1));
    std::string bytes;
    const auto trace = new_trace_id();
    write_head(bytes, response,
               {.trace_id = trace, .date = date, .content_length = response.body.size(), .close = true});
    send_now(socket, bytes + response.body);
    // What has come already is taken: closing over unread bytes would reset the connection, and our answer with it.
    ErrorCode ignored;
    socket.shutdown(Socket::shutdown_send, ignored);
    char unread[4096];
    for (int reads = 0; reads < 4; ++reads)
        if (::recv(socket.native_handle(), unread, sizeof unread, MSG_DONTWAIT) <= 0) break;
}

}  // namespace

Peer::Peer(Core& core, Admission::Place place) : core_(core), place_(std::move(place)), next_peer_(core.first_peer_) {
    if (next_peer_) next_peer_->previous_peer_ = this;
    core.first_peer_ = this;
    core.peer_count_.fetch_add(1, std::memory_order_relaxed);
}

Peer::~Peer() {
    if (next_peer_) next_peer_->previous_peer_ = previous_peer_;
    (previous_peer_ ? previous_peer_->next_peer_ : core_.first_peer_) = next_peer_;
    core_.peer_count_.fetch_sub(1, std::memory_order_release);
}

Core::Core(std::size_t index, const ServerOptions& options, const Pipeline& pipeline, Admission& admission,
           std::unique_ptr<RequestCounters> counters)
    : index_(index), options_(options), pipeline_(pipeline), admission_(admission), counters_(std::move(counters)) {}

Core::~Core() = default;

std::uint16_t Core::listen(const asio::ip::tcp::endpoint& endpoint) {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.set_option(ReusePort(true));
    if (endpoint.address().is_v6()) acceptor_.set_option(asio::ip::v6_only(false));
    acceptor_.bind(endpoint);
    acceptor_.listen(backlog);
    return acceptor_.local_endpoint().port();
}

void Core::start() {
    asio::co_spawn(context_, accept(), asio::detached);
    asio::co_spawn(context_, turn_wheel(), asio::detached);
}

void Core::run() {
    pthread_setname_np(pthread_self(), ("core-" + std::to_string(index_)).c_str());
    for (;;) {
        try {
            context_.run();
            return;
        } catch (const std::exception& unexpected) {
            log_unexpected(unexpected.what());
        }
    }
}

void Core::stop() { context_.stop(); }

void Core::stop_accepting() {
    asio::post(context_, [this] {
        ErrorCode ignored;
        acceptor_.close(ignored);
    });
}

void Core::begin_drain() {
    stop_accepting();
    asio::post(context_, [this] {
        draining_ = true;
        for (auto* peer = first_peer_; peer;) {
            auto* next = peer->next_peer_;
            peer->on_drain();
            peer = next;
        }
    });
}

Task<> Core::accept() {
    Timer pause(context_);
    bool short_of_room = false;
    while (acceptor_.is_open()) {
        try {
            ErrorCode failed;
            if (short_of_room) {
                pause.expires_after(accept_backoff);
                co_await pause.async_wait(asio::redirect_error(use_task, failed));
                short_of_room = false;
            }
            Socket socket(context_);
            co_await acceptor_.async_accept(socket, asio::redirect_error(use_task, failed));
            if (!failed) welcome(std::move(socket));
            short_of_room = out_of_descriptors(failed) && !turn_away_one(failed);
        } catch (const std::exception&) {  // no memory: one connection less
            if (short_of_room) catch_breath();  // the pause failed
            short_of_room = true;
        }
    }
}

void Core::welcome(Socket socket) {
    ErrorCode failed;
    socket.set_option(asio::ip::tcp::no_delay(true), failed);
    // A peer that vanished without a word acknowledges nothing; the kernel alone would wait a quarter of an hour.
    socket.set_option(UserTimeout(static_cast<int>(options_.idle_deadline.count())), failed);
    auto address = address_of(socket);
    auto place = admission_.enter(pipeline_.trusts(address) ? std::string() : limits::address_key(address));
    if (!place) {
        admission_.note(place.error());
        return turn_away(socket, date(), place.error());
    }
    Connection::start(*this, std::move(socket), std::move(address), std::move(*place));
}

// With the spare descriptor whoever waits is told so, instead of being left to wait.
bool Core::turn_away_one(const ErrorCode& why) {
    if (const auto now = std::chrono::steady_clock::now(); now - complained_ > std::chrono::seconds(1)) {
        complained_ = now;
        log::warning("cannot accept", {{"error", why.message()}});
    }
    spare_.give();
    ErrorCode failed;
    Socket socket(context_);
    acceptor_.non_blocking(true, failed);
    acceptor_.accept(socket, failed);
    if (!failed) {
        admission_.note(Admission::Refusal::no_descriptor);
        try {
            turn_away(socket, date(), Admission::Refusal::no_descriptor);
        } catch (const std::exception&) {}  // no memory for words; the spare descriptor is taken back all the same
        socket.close(failed);
        failed = {};
    }
    spare_.take();
    return !failed;
}

Task<> Core::turn_wheel() {
    const auto began = std::chrono::steady_clock::now();
    for (std::uint64_t ticks = 1;; ++ticks) {
        ErrorCode failed;
        try {
            wheel_timer_.expires_at(began + Wheel::tick * static_cast<std::int64_t>(ticks));
            co_await wheel_timer_.async_wait(asio::redirect_error(use_task, failed));
        } catch (const std::exception&) {  // no memory to wait: it turns as far as it is time
            catch_breath();
        }
        if (failed) co_return;
        // After a stall, of the machine say, the deadlines that went by are looked at in one go.
        const auto late = (std::chrono::steady_clock::now() - began) / Wheel::tick;
        ticks = static_cast<std::uint64_t>(late);
        wheel_.advance(ticks);
    }
}

std::string_view Core::date() {
    const auto now = std::time(nullptr);
    if (now != date_of_) {
        date_of_ = now;
        date_ = http_date(now);
    }
    return date_;
}

std::string& Core::scratch() {
    scratch_.clear();
    return scratch_;
}

}  // namespace rustygpt::http
