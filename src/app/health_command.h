#pragma once

#include "config/settings.h"

namespace rustygpt::app {

// rustygpt-server health: asks the server of this configuration whether it is ready, as a container's health check
// does. Prints its answer. Throws std::runtime_error where there is none within 5 s, or another one; config::Error
// where the port is not known.
void ask_health(const config::Settings& settings);

}  // namespace rustygpt::app
