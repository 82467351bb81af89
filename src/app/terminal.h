#pragma once

// What the commands say. A terminal obeys some of the characters that it is sent, and some of what is shown here was
// written by strangers: names, files, databases. So nothing is printed but through these.

#include <string_view>

namespace rustygpt::app {

// On standard output, tabs and line ends as they are. Who shows a stranger's text on one line passes it through
// printable_line() first.
void say(std::string_view text);
// The same on standard error.
void say_on_error(std::string_view text);
// On standard error, as the program's own line.
void complain(std::string_view why);

}  // namespace rustygpt::app
