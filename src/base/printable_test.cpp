#include "base/printable.h"

#include <gtest/gtest.h>

namespace rustygpt {
namespace {

using namespace std::string_literals;

TEST(Printable, EscapesWhatSteersATerminal) {
    const std::pair<std::string, std::string> cases[] = {
        {"", ""},
        {"plain ~ text \\u001b", "plain ~ text \\u001b"},
        {"caf\xC3\xA9 \xE4\xB8\xAD \xF0\x9F\x98\x80 \xD7\xA9", "caf\xC3\xA9 \xE4\xB8\xAD \xF0\x9F\x98\x80 \xD7\xA9"},
        {"\x1b[31mred\x1b]0;title\x07", "\\u001b[31mred\\u001b]0;title\\u0007"},
        {"a\0b\rc\x7F"s, "a\\u0000b\\u000dc\\u007f"},
        {"\xC2\x9B"
         "2J \xC2\x85 \xC2\x80\xC2\xA0",
         "\\u009b2J \\u0085 \\u0080\xC2\xA0"},
        {"\xE2\x80\xAE"
         "gpj.exe\xE2\x80\xAC \xE2\x81\xA6x\xE2\x81\xA9 \xD8\x9C\xE2\x80\x8F",
         "\\u202egpj.exe\\u202c \\u2066x\\u2069 \\u061c\\u200f"},
        {"a\xE2\x80\xA8"
         "b\xE2\x80\xA9",
         "a\\u2028b\\u2029"},
        // No UTF-8: an eight-bit terminal takes the lone 9B for CSI.
        {"\x9B"
         "2J",
         "\xEF\xBF\xBD"
         "2J"},
        {"caf\xC3", "caf\xEF\xBF\xBD"},
        {"\xC0\x9B\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    for (const auto& [text, shown] : cases) {
        EXPECT_EQ(printable_line(text), shown);
        EXPECT_EQ(printable_lines(text), shown);
    }
    EXPECT_EQ(printable_line("a\tb\nc"), "a\\u0009b\\u000ac");
    EXPECT_EQ(printable_lines("a\tb\nc\r\n"), "a\tb\nc\\u000d\n");
}

}  // namespace
}  // namespace rustygpt
