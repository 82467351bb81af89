#pragma once

#include <string>
#include <vector>

#include "config/settings.h"

namespace rustygpt::app {

// Something that is allowed, and most probably not what the operator wants.
struct Advice {
    std::string key;   // "server.public_url"
    std::string text;  // goes on behind the key
    bool at_the_start = true;  // for the log too; else only for who asks, since it is right on one's own machine
};

// On settings that were loaded; looks at the file system for the database's folder.
std::vector<Advice> advice_on(const config::Settings& settings);

}  // namespace rustygpt::app
