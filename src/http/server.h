#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "base/task.h"
#include "http/admission.h"
#include "http/authenticator.h"
#include "http/options.h"
#include "http/route.h"
#include "telemetry/exposition.h"

namespace rustygpt::http {

class Core;
class Pipeline;

// How many cores a server of these options has; Call::core is below it.
std::size_t core_count(const ServerOptions& options);

// Serves a table of routes. One io_context, one thread and one listener per core (SO_REUSEPORT): a connection lives and
// dies on its core, handlers run there.
//
// Whatever may still resume a handler (pools, the database) must have stopped before the server is destroyed, and
// whatever handlers and feeds refer to must outlive it. So: drain(), stop(), then the pools, then the server.
class Server {
public:
    // routes and authenticator outlive the server. Throws std::invalid_argument for options that can't be,
    // std::logic_error for a table that can't.
    Server(ServerOptions options, const Routes& routes, Authenticator& authenticator);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Binds and begins to serve. Throws std::runtime_error that names address, port and reason.
    void start();
    // The port in use; 0 before start().
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::size_t cores() const { return cores_.size(); }
    // To post to a core from any thread. core < cores().
    [[nodiscard]] Executor executor(std::size_t core);
    // Open connections, feeds included.
    [[nodiscard]] std::size_t connections() const;
    // Requests and connections; requests only where options.metrics is set. Any thread.
    void write_metrics(metrics::Page& page) const;

    // Leaves new connections to whoever listens next; the open ones go on.
    void stop_accepting();
    // Stops accepting, closes feeds and idle connections, lets running requests end. Returns when all are gone or the
    // limit is over; true where all are gone.
    bool drain(std::chrono::milliseconds limit);
    // Ends the threads. No handler runs afterwards; what still waits is destroyed with the server.
    void stop();

private:
    void listen();

    ServerOptions options_;
    const Routes& routes_;
    Admission admission_;  // outlives the connections of the cores
    std::unique_ptr<Pipeline> pipeline_;
    std::vector<std::unique_ptr<Core>> cores_;
    std::vector<std::jthread> threads_;
    std::uint16_t port_ = 0;
};

}  // namespace rustygpt::http
