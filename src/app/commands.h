#pragma once

#include "config/load.h"

namespace rustygpt::app {

// What a command line asked for.
struct Command {
    config::Sources sources{};  // to read the configuration again
    config::Loaded loaded{};
    bool serve = false;         // else it has been done
    int exit_code = 0;          // 0 done, 1 refused, 2 wrong usage or configuration
};

// Reads the command line and runs the command in it, if there is one: user ..., limits ..., config ..., trace ...,
// --help,
// --version. What went wrong is on standard error by then, in one line. crypto_init() must have been called.
Command parse_command(int argc, const char* const* argv);

}  // namespace rustygpt::app
