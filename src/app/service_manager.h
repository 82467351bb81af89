#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.h"
#include "base/time.h"

namespace rustygpt::app {

// Whoever started the process and wants to know how it does: sd_notify(3)'s protocol, datagrams to the socket that
// NOTIFY_SOCKET names. Without one, and where a datagram can't be sent, nothing happens. Callable from any thread.
class ServiceManager {
public:
    // Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, and takes them out of the environment: they are for this
    // process, not for its children. To be called before threads are made.
    static ServiceManager from_environment();

    void ready() const;
    void reloading() const;  // ready() says that it is over
    void stopping() const;
    // Says that the process is alive; once within watchdog_interval() at the latest.
    void alive() const { send("WATCHDOG=1"); }
    // Nothing where nobody waits for it.
    [[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval() const { return watchdog_; }

private:
    void send(std::string_view state) const;

    std::string socket_{};  // "/run/…", or "@…" for a name outside of the file system
    std::optional<std::chrono::microseconds> watchdog_{};
};

// Says alive() twice an interval, as long as each of the executors still gets to its work in time; until `stopping`.
// What hangs is noticed: the manager kills a process that it has not heard of.
Task<> keep_watchdog(const ServiceManager& manager, std::vector<Executor> executors, std::function<bool()> stopping);

}  // namespace rustygpt::app
