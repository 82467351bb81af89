#include "app/health_command.h"

#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include "app/terminal.h"
#include "base/task.h"
#include "base/time.h"
#include "config/load.h"

namespace rustygpt::app {
namespace {

using asio::ip::tcp;
using Socket = asio::basic_stream_socket<tcp, Executor>;

constexpr seconds patience{5};
constexpr std::size_t most_bytes = 16'384;

// Who listens everywhere is asked where nobody else can listen in.
asio::ip::address listening_address(const config::Settings& settings) {
    const auto address = asio::ip::make_address(settings.server.bind_address);
    if (!address.is_unspecified()) return address;
    if (address.is_v4()) return asio::ip::address_v4::loopback();
    return asio::ip::address_v6::loopback();
}

Task<> exchange(tcp::endpoint server, std::string request, std::string& answer) {
    Socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(server, use_task);
    const auto question = asio::buffer(request);
    co_await asio::async_write(socket, question, use_task);
    auto received = asio::dynamic_buffer(answer, most_bytes);
    try {
        co_await asio::async_read(socket, received, use_task);
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::eof) throw;
    }
}

std::string answer_to(const tcp::endpoint& server, std::string request) {
    asio::io_context loop;
    std::string answer;
    std::optional<std::exception_ptr> ended;
    asio::co_spawn(loop, exchange(server, std::move(request), answer),
                   [&](const std::exception_ptr& error) { ended = error; });
    loop.run_for(patience);
    if (!ended) throw boost::system::system_error(asio::error::timed_out);
    if (*ended) std::rethrow_exception(*ended);
    return answer;
}

}  // namespace

void ask_health(const config::Settings& settings) {
    if (settings.server.port == 0) throw config::Error("server.port: 0 takes any port, so nobody knows which to ask.");
    const tcp::endpoint server(listening_address(settings), static_cast<std::uint16_t>(settings.server.port));
    // A loopback name, which every server accepts.
    const auto request = fmt::format("GET {}/api/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                                     settings.server.base_path);
    std::string answer;
    try {
        answer = answer_to(server, request);
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error(fmt::format("{}:{} does not answer: {}", server.address().to_string(), server.port(),
                                             error.code().message()));
    }
    const auto body = answer.find("\r\n\r\n");
    const auto text = body == answer.npos ? std::string() : answer.substr(body + 4);
    if (!answer.starts_with("HTTP/1.1 200 ")) throw std::runtime_error(fmt::format("not ready: {}", text));
    say(fmt::format("{}\n", text));
}

}  // namespace rustygpt::app
