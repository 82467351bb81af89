#pragma once

#include <string>
#include <string_view>

namespace rustygpt {

// Text as a terminal or a log may have it, whoever wrote it: what steers a terminal or reorders a line is escaped as
// \u001b is (C0 and C1 controls, DEL, directional marks and overrides, U+2028 and U+2029), what is not UTF-8 becomes
// U+FFFD. Within a JSON document the escapes are JSON's own.

// One line: tab and line end are escaped too.
std::string printable_line(std::string_view text);
// Tabs and line ends stay.
std::string printable_lines(std::string_view text);

}  // namespace rustygpt
