#include "http/socket.h"

#include <cerrno>

#include <sys/socket.h>

namespace rustygpt::http {

ssize_t send_now(Socket& socket, std::span<iovec> parts) {
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    for (;;) {
        const auto sent = ::sendmsg(socket.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0) return sent;
        if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
        if (errno != EINTR) return -1;
    }
}

ssize_t send_now(Socket& socket, std::string_view bytes) {
    iovec part{const_cast<char*>(bytes.data()), bytes.size()};
    return send_now(socket, std::span(&part, 1));
}

}  // namespace rustygpt::http
