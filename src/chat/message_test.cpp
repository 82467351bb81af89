#include "chat/message.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace rustygpt::chat {
namespace {

std::string times(std::string_view text, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
}

TEST(TitleFrom, IsThePromptsFirstLineCutBetweenCharacters) {
    EXPECT_EQ(title_from("What is 2+2?"), "What is 2+2?");
    EXPECT_EQ(title_from("\u3000\n \r\n  first\tline \r\nsecond"), "first line");
    EXPECT_EQ(title_from("first\rsecond"), "first");
    EXPECT_EQ(title_from("a\u202Eb"), "ab");
    EXPECT_EQ(title_from(times("\u4f60", 80)), times("\u4f60", 80)) << "code points, not bytes";
    EXPECT_EQ(title_from(times("\u4f60", 81)), times("\u4f60", 79) + "\u2026");
    EXPECT_EQ(title_from(times("e\u0301", 60)), times("e\u0301", 39) + "\u2026");
    EXPECT_EQ(title_from(times("\U0001F1E9\U0001F1EA", 60)), times("\U0001F1E9\U0001F1EA", 39) + "\u2026");
    EXPECT_EQ(title_from("\u200B\u2060"), "New conversation");
}

TEST(Excerpt, IsOneLineOf160CodePoints) {
    EXPECT_EQ(excerpt("a\n\n- b\t c\u2028d"), "a - b c d");
    EXPECT_EQ(utf8::code_points(excerpt(times("\u0915\u094D\u0937\u093F", 100))), 159);
    EXPECT_EQ(excerpt(times("x", 160)), times("x", 160));
    EXPECT_EQ(excerpt(times("x", 161)), times("x", 159) + "\u2026");
    EXPECT_EQ(excerpt(times(" \n", 5'000) + "x"), "x");
}

}  // namespace
}  // namespace rustygpt::chat
