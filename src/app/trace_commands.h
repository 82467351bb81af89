#pragma once

#include <string>

#include "config/settings.h"

namespace rustygpt::app {

// rustygpt-server trace verify FILE: audits an export of a conversation, or a single trace, without any database.
// Prints a line for each step that does not verify and one that sums up. Throws std::runtime_error where a step fails,
// or where the file is neither; what could not be settled (drift) is told and is no failure.
void verify_traces(const config::Settings& settings, const std::string& file);

}  // namespace rustygpt::app
