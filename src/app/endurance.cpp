#include "app/endurance.h"

#include <chrono>
#include <exception>
#include <thread>

#include <boost/asio/basic_waitable_timer.hpp>

#include "telemetry/log.h"

namespace rustygpt::app {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

// Where there is no memory for a record either, there is none.
void note(const std::string& what, const char* why) noexcept {
    try {
        log::error("failed and goes on", {{"what", what}, {"error", why}});
    } catch (...) {}
}

}  // namespace

void run_to_the_end(asio::io_context& io) {
    for (;;) {
        try {
            io.run();
            return;
        } catch (const std::exception& unexpected) {
            note("a handler", unexpected.what());
        }
    }
}

Task<> keep_running(std::string what, std::function<Task<>()> begin, std::function<bool()> over) {
    Timer pause(co_await asio::this_coro::executor);
    bool tired = false;
    while (!over()) {
        try {
            if (tired) {
                pause.expires_after(std::chrono::milliseconds(250));
                co_await pause.async_wait(use_task);
                tired = false;
                continue;
            }
            co_await begin();
            co_return;
        } catch (const std::exception& unexpected) {
            note(what, unexpected.what());
            // No memory for the pause either: then at least it doesn't spin.
            if (tired) std::this_thread::sleep_for(std::chrono::milliseconds(2));
            tired = true;
        }
    }
}

}  // namespace rustygpt::app
