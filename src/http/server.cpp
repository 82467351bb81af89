#include "http/server.h"

#include <algorithm>
#include <stdexcept>

#include "http/core.h"
#include "http/request_metrics.h"

namespace rustygpt::http {
namespace {

using asio::ip::tcp;

tcp::endpoint endpoint_of(const ServerOptions& options) {
    ErrorCode failed;
    const auto text = options.bind_address == "localhost" ? std::string("127.0.0.1") : options.bind_address;
    const auto address = asio::ip::make_address(text, failed);
    if (failed) throw std::runtime_error("cannot listen on " + options.bind_address + ": it is no IP address");
    return {address, options.port};
}

// With SO_REUSEPORT a second server of the same user would share our port without a word. Without it, it can't.
void require_unused(const tcp::endpoint& endpoint) {
    asio::io_context context;
    Acceptor probe(context);
    probe.open(endpoint.protocol());
    probe.set_option(asio::socket_base::reuse_address(true));
    if (endpoint.address().is_v6()) probe.set_option(asio::ip::v6_only(false));
    probe.bind(endpoint);
    probe.listen();
}

}  // namespace

std::size_t core_count(const ServerOptions& options) {
    return options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
}

Server::Server(ServerOptions options, const Routes& routes, Authenticator& authenticator)
    : options_(std::move(options)),
      routes_(routes),
      admission_(options_.max_connections, options_.max_connections_per_address > 0
                                               ? options_.max_connections_per_address
                                               : std::max<std::size_t>(1, options_.max_connections / 4)),
      pipeline_(std::make_unique<Pipeline>(options_, routes, authenticator)) {
    const auto count = core_count(options_);
    for (std::size_t i = 0; i < count; ++i) {
        auto counters = options_.metrics ? std::make_unique<RequestCounters>(routes) : nullptr;
        cores_.push_back(std::make_unique<Core>(i, options_, *pipeline_, admission_, std::move(counters)));
    }
}

Server::~Server() { stop(); }

void Server::listen() {
    auto endpoint = endpoint_of(options_);
    try {
        if (endpoint.port() != 0) require_unused(endpoint);
        for (auto& core : cores_) endpoint.port(core->listen(endpoint));  // port 0: the first finds one for all
    } catch (const boost::system::system_error& failed) {
        throw std::runtime_error("cannot listen on " + options_.bind_address + " port " +
                                 std::to_string(endpoint.port()) + ": " + failed.code().message());
    }
    port_ = endpoint.port();
}

void Server::start() {
    listen();
    for (auto& core : cores_) {
        core->start();
        threads_.emplace_back([&core = *core] { core.run(); });
    }
}

Executor Server::executor(std::size_t core) { return cores_.at(core)->context().get_executor(); }

std::size_t Server::connections() const {
    std::size_t sum = 0;
    for (const auto& core : cores_) sum += core->peers();
    return sum;
}

void Server::write_metrics(metrics::Page& page) const {
    std::vector<const RequestCounters*> counters;
    for (const auto& core : cores_)
        if (core->counters()) counters.push_back(core->counters());
    RequestCounters::write(page, routes_, counters);
    page.gauge("rustygpt_http_connections", "Open connections, those of event streams included.")
        .sample({}, static_cast<std::uint64_t>(connections()));
    admission_.write_metrics(page);
}

void Server::stop_accepting() {
    for (auto& core : cores_) core->stop_accepting();
}

bool Server::drain(std::chrono::milliseconds limit) {
    const auto end = std::chrono::steady_clock::now() + limit;
    for (auto& core : cores_) core->begin_drain();
    // Asked rather than told: a signal per closing connection would cost the cores more than this loop.
    while (connections() > 0 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return connections() == 0;
}

void Server::stop() {
    for (auto& core : cores_) core->stop();
    threads_.clear();
}

}  // namespace rustygpt::http
