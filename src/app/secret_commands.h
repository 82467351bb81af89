#pragma once

#include "config/settings.h"

namespace rustygpt::app {

// rustygpt-server secrets rotate: a new server key, which a server takes at its next start. People stay signed in, and
// the key before verifies what open pages hold for a day more; end_sessions: neither of both. Prints what to do next.
// Throws config::Error, Failure or std::runtime_error.
void rotate_secrets(const config::Settings& settings, bool end_sessions);

}  // namespace rustygpt::app
