#include "app/terminal.h"

#include <cstdio>

#include <fmt/format.h>

#include "base/printable.h"

namespace rustygpt::app {

void say(std::string_view text) { fmt::print("{}", printable_lines(text)); }
void say_on_error(std::string_view text) { fmt::print(stderr, "{}", printable_lines(text)); }
void complain(std::string_view why) { fmt::print(stderr, "rustygpt-server: {}\n", printable_line(why)); }

}  // namespace rustygpt::app
