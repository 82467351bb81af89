#pragma once

#include "config/load.h"

namespace rustygpt::app {

// What SIGHUP does: reads the configuration again, takes over what can change while the server runs (the log's level),
// and says in the log which other changes wait for a restart. A broken configuration changes nothing.
class Reload {
public:
    Reload(config::Sources sources, config::Settings settings)
        : sources_(std::move(sources)), current_(std::move(settings)) {}
    void operator()();

private:
    config::Sources sources_;
    config::Settings current_;
};

}  // namespace rustygpt::app
