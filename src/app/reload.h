#pragma once

#include "app/live_settings.h"
#include "config/load.h"

namespace rustygpt::app {

// What SIGHUP does: reads the configuration again, takes over what can change while the server runs, and says in the
// log what has changed and which other changes wait for a restart. A broken configuration changes nothing.
class Reload {
public:
    // `live` outlives this.
    Reload(config::Sources sources, config::Settings settings, LiveSettings& live)
        : sources_(std::move(sources)), current_(std::move(settings)), live_(live) {}
    void operator()();

private:
    config::Sources sources_;
    config::Settings current_;  // of the start, as far as it waits for a restart
    LiveSettings& live_;
};

}  // namespace rustygpt::app
