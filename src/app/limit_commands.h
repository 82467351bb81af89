#pragma once

#include "config/settings.h"

namespace rustygpt::app {

// rustygpt-server limits reset: takes all assignments away and leaves the profiles, so that an administrator who shut
// the door behind them gets in again. Also while a server runs, which follows within a second. Throws Failure,
// config::Error or std::runtime_error.
void reset_limits(const config::Settings& settings);

}  // namespace rustygpt::app
