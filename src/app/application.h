#pragma once

#include <functional>
#include <memory>

#include "app/live_settings.h"
#include "app/service_manager.h"
#include "config/settings.h"

namespace rustygpt::app {

// The composition root: everything that serves, made in order and taken down in the opposite one.
class Application {
public:
    // Opens the database and puts the parts together. `live` and `manager` outlive this. Throws std::runtime_error
    // whose message suits an operator.
    Application(const config::Settings& settings, const LiveSettings& live, const ServiceManager& manager);
    ~Application();

    // Serves until SIGTERM or SIGINT, then lets running answers end, within server.drain_seconds. Returns the exit
    // code. SIGHUP calls reload, on the caller's thread. Signals must be blocked (signals.h).
    int run(const std::function<void()>& reload);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace rustygpt::app
