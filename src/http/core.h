#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/access_log.h"
#include "http/admission.h"
#include "http/options.h"
#include "http/pipeline.h"
#include "http/socket.h"
#include "http/wheel.h"

namespace rustygpt::http {

class Core;

// A connection as its core sees it: something with a deadline that has to go when the server stops.
// Made, used and destroyed on its core's thread.
class Peer : public Wheel::Entry {
public:
    Peer(Core& core, Admission::Place place);
    ~Peer() override;

    // Ends as soon as it can do so cleanly. May destroy the peer.
    virtual void on_drain() = 0;

protected:
    // For who goes on with the same socket.
    Admission::Place give_place() { return std::move(place_); }

    Core& core_;

private:
    friend class Core;
    Admission::Place place_;
    Peer* previous_peer_ = nullptr;
    Peer* next_peer_ = nullptr;
};

// One thread's worth of the server: its io_context, its listener, its connections. Nothing here is shared between
// cores, so nothing here is locked.
class Core {
public:
    // counters: null where nobody wants to know.
    Core(std::size_t index, const ServerOptions& options, const Pipeline& pipeline, Admission& admission,
         std::unique_ptr<RequestCounters> counters);
    ~Core();
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    // From the thread that starts the server. Gives the port. Throws boost::system::system_error.
    std::uint16_t listen(const asio::ip::tcp::endpoint& endpoint);
    void start();          // begins to accept once run() runs
    void run();            // the core's thread; returns after stop()
    void stop_accepting(); // from any thread
    void begin_drain();    // from any thread
    void stop();           // from any thread

    // From any thread.
    [[nodiscard]] asio::io_context& context() { return context_; }
    [[nodiscard]] std::size_t peers() const { return peer_count_.load(std::memory_order_acquire); }
    [[nodiscard]] const RequestCounters* counters() const { return counters_.get(); }

    // On this core's thread.
    [[nodiscard]] std::size_t index() const { return index_; }
    [[nodiscard]] const ServerOptions& options() const { return options_; }
    [[nodiscard]] const Pipeline& pipeline() const { return pipeline_; }
    [[nodiscard]] Wheel& wheel() { return wheel_; }
    // What is kept of a request that begins now.
    [[nodiscard]] AccessRecord record() { return AccessRecord::begin(options_.access_log, counters_.get()); }
    [[nodiscard]] bool draining() const { return draining_; }
    [[nodiscard]] std::string_view date();
    // Empty, for use until the next suspension.
    [[nodiscard]] std::string& scratch();
    // Where feeds put their blocks; taken and given back, so that nesting does no harm.
    std::vector<Feed::Bytes> spare_blocks;

private:
    friend class Peer;

    Task<> accept();
    Task<> turn_wheel();
    void welcome(Socket socket);
    bool turn_away_one(const ErrorCode& why);

    const std::size_t index_;
    const ServerOptions& options_;
    const Pipeline& pipeline_;
    Admission& admission_;
    const std::unique_ptr<RequestCounters> counters_;
    Wheel wheel_;
    Peer* first_peer_ = nullptr;
    std::atomic<std::size_t> peer_count_{0};
    bool draining_ = false;
    std::string scratch_;
    std::time_t date_of_ = 0;
    std::string date_;
    // Destroys what still waits, connections too: all above must be alive then.
    asio::io_context context_{1};
    asio::executor_work_guard<Executor> work_{context_.get_executor()};
    Acceptor acceptor_{context_};
    SpareDescriptor spare_;
    std::chrono::steady_clock::time_point complained_{};
    Timer wheel_timer_{context_};
};

}  // namespace rustygpt::http
