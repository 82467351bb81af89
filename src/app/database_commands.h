#pragma once

#include <string>

#include "config/settings.h"

namespace rustygpt::app {

// rustygpt-server backup, restore, check: the configured database and a file. Each prints its result to standard
// output. Throw Failure, config::Error or std::runtime_error.
struct FileArguments {
    std::string file{};
    bool force = false;  // an older backup of that name may go
};

void back_up(const config::Settings& settings, const FileArguments& arguments);
void restore(const config::Settings& settings, const FileArguments& arguments);
// Without a file: the configured database.
void check(const config::Settings& settings, const FileArguments& arguments);

}  // namespace rustygpt::app
