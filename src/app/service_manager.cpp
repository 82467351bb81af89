#include "app/service_manager.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/wait_traits.hpp>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace rustygpt::app {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

std::string taken_from_environment(const char* name) {
    const char* value = std::getenv(name);
    std::string text = value ? value : "";
    ::unsetenv(name);
    return text;
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value <= 0) return std::nullopt;
    return value;
}

// The clock that systemd compares the moment of a reload with.
std::int64_t monotonic_microseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

Task<> pass_by() { co_return; }

}  // namespace

ServiceManager ServiceManager::from_environment() {
    ServiceManager manager;
    manager.socket_ = taken_from_environment("NOTIFY_SOCKET");
    const auto interval = number(taken_from_environment("WATCHDOG_USEC"));
    const auto pid = taken_from_environment("WATCHDOG_PID");
    if (interval && (pid.empty() || number(pid) == ::getpid()))
        manager.watchdog_ = std::chrono::microseconds(*interval);
    return manager;
}

void ServiceManager::ready() const { send("READY=1\nSTATUS=Serving"); }
void ServiceManager::stopping() const { send("STOPPING=1\nSTATUS=Letting answers end"); }
void ServiceManager::reloading() const {
    send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", monotonic_microseconds()));
}

void ServiceManager::send(std::string_view state) const {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    if (socket_.size() < 2 || socket_.size() >= sizeof address.sun_path) return;
    if (socket_[0] != '/' && socket_[0] != '@') return;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    if (socket_[0] == '@') address.sun_path[0] = '\0';
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    // The length tells an abstract name's end.
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    static_cast<void>(
        ::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), length));
    ::close(fd);
}

Task<> keep_watchdog(const ServiceManager& manager, std::vector<Executor> executors, std::function<bool()> stopping) {
    const auto interval = manager.watchdog_interval();
    if (!interval) co_return;
    // Woken often enough to notice a stop.
    const auto step = std::min<std::chrono::microseconds>(*interval / 4, std::chrono::milliseconds(250));
    Timer timer(co_await asio::this_coro::executor);
    auto said = SteadyClock::time_point{};
    while (!stopping()) {
        if (SteadyClock::now() - said >= *interval / 2) {
            for (const auto& executor : executors) {
                auto visit = pass_by();
                co_await asio::co_spawn(executor, std::move(visit), use_task);
            }
            manager.alive();
            said = SteadyClock::now();
        }
        timer.expires_after(step);
        co_await timer.async_wait(use_task);
    }
}

}  // namespace rustygpt::app
