#include "http/socket.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rustygpt::http {

std::string address_of(const Socket& socket) {
    ErrorCode failed;
    auto address = socket.remote_endpoint(failed).address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return failed ? std::string() : address.to_string();
}

SpareDescriptor::SpareDescriptor() { take(); }
SpareDescriptor::~SpareDescriptor() { give(); }

void SpareDescriptor::give() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

void SpareDescriptor::take() {
    if (fd_ < 0) fd_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

ssize_t send_now(Socket& socket, std::span<iovec> parts) {
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    constexpr int flags = MSG_NOSIGNAL | MSG_DONTWAIT;
    for (;;) {
        // The common case is one part, which the kernel takes in faster by the plain call.
        const auto sent = parts.size() == 1 ? ::send(socket.native_handle(), parts[0].iov_base, parts[0].iov_len, flags)
                                            : ::sendmsg(socket.native_handle(), &message, flags);
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
