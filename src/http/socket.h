#pragma once

// Glue: the one place outside .cpp files where Asio's sockets get a name. Typed executors throughout.

#include <span>
#include <string>
#include <string_view>

#include <sys/uio.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include "base/task.h"

namespace rustygpt::http {

using ErrorCode = boost::system::error_code;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

// The peer's address without its port, an IPv4 one mapped into IPv6 as IPv4; empty where it has gone.
std::string address_of(const Socket& socket);

// A descriptor kept in hand, so that where there is none left somebody can still be told so.
class SpareDescriptor {
public:
    SpareDescriptor();
    ~SpareDescriptor();
    SpareDescriptor(const SpareDescriptor&) = delete;
    SpareDescriptor& operator=(const SpareDescriptor&) = delete;

    void give();  // back to the system, for who needs one now
    void take();

private:
    int fd_ = -1;
};

// Bytes taken by the kernel without waiting, 0 where the socket is full, -1 where the connection is gone.
// Never raises SIGPIPE.
ssize_t send_now(Socket& socket, std::span<iovec> parts);
ssize_t send_now(Socket& socket, std::string_view bytes);

}  // namespace rustygpt::http
