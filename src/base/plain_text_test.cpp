#include "base/plain_text.h"

#include <gtest/gtest.h>

#include "base/title.h"
#include "base/utf8.h"

namespace rustygpt {
namespace {

std::string one(char32_t code) {
    std::string out;
    if (code < 0x80) return {static_cast<char>(code)};
    out.push_back(static_cast<char>(0xC0 | code >> 6));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
    return out;
}

TEST(PlainText, HasNoControlCharacterButTabAndLineEnds) {
    for (char32_t code = 0; code < 0xA0; ++code) {
        const auto text = "a" + one(code) + "b";
        const auto plain = plain_text(text);
        EXPECT_TRUE(is_plain(plain)) << static_cast<int>(code);
        EXPECT_EQ(plain_text(plain), plain);
        EXPECT_EQ(utf8::code_points(plain), 3) << "positions stay";
        const bool control = (code < 0x20 && code != '\t' && code != '\n' && code != '\r') || code >= 0x7F;
        EXPECT_EQ(plain == text, !control) << static_cast<int>(code);
        EXPECT_EQ(is_plain(text), !control) << static_cast<int>(code);
    }
    EXPECT_EQ(plain_text("\x1b[2J\x07"), "\u241B[2J\u2407");
    EXPECT_EQ(plain_text(std::string("\0\x7f\u009b", 4)), "\u2400\u2421\uFFFD");
    EXPECT_EQ(plain_text("page\fpage\vline\u0085line"), "page\npage\nline\nline");
    EXPECT_EQ(plain_text("a\r\nb\rc\n\td\u2028e\u00a0f"), "a\r\nb\rc\n\td\u2028e\u00a0f");
}

TEST(PlainText, IsTheSameWhereverATextIsCut) {
    const std::string text = "a\r\n\x1b\u0085\f\u009bz\u2028\x01";
    for (std::size_t at = 0; at <= text.size(); ++at) {
        if (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
        EXPECT_EQ(plain_text(text.substr(0, at)) + plain_text(text.substr(at)), plain_text(text)) << at;
    }
}

TEST(FlatText, IsOneLineOfAsManyCharacters) {
    EXPECT_EQ(flat_text("a\r\nb\tc\u2028d\u2029e\u0085f\vg\x1bh"), "a  b c d e f g\u241Bh");
    EXPECT_EQ(flat_text("plain \u00e9"), "plain \u00e9");
}

TEST(ClosedDirections, EndWithTheirLine) {
    EXPECT_EQ(closed_directions("abc"), "abc");
    EXPECT_EQ(closed_directions("a\u202Eb"), "a\u202Eb\u202C");
    EXPECT_EQ(closed_directions("a\u202Eb\u202Cc"), "a\u202Eb\u202Cc");
    EXPECT_EQ(closed_directions("\u2067a\u202Bb"), "\u2067a\u202Bb\u202C\u2069");
    EXPECT_EQ(closed_directions("\u2066a\u202Db\u2069c"), "\u2066a\u202Db\u2069c");
    EXPECT_EQ(closed_directions("\u2068a\u202Cb"), "\u2068a\u202Cb\u2069");
}

TEST(UnfitForNames, GoesByPropertyNotByList) {
    for (const auto code : std::initializer_list<char32_t>{
             0xFE0F, 0x034F, 0x17B4,   0x17B5,  0x1160,  0x115F,  0x3164,  0xFFA0,  0x200B,  0x200C,  0x200D,
             0x200E, 0x200F, 0x00AD,   0x061C,  0x180B,  0x180E,  0x180F,  0x2060,  0x2064,  0x2065,  0x206F,
             0xFEFF, 0xFFF0, 0xFFF9,   0xE0001, 0xE0061, 0xE007F, 0xE0100, 0xE01EF, 0xE0FFF, 0x1BCA0, 0x1D173,
             0x2800, 0x00A0, 0x3000,   0x202A,  0x202E,  0x2066,  0x2069,  0x2028,  0x2029,  0x0085,  0x009F,
             0x0000, 0xE000, 0x10FFFF, 0xFDD0,  0xFFFD,  0x0378,  0x2FFFF, 0x13430})
        EXPECT_TRUE(unfit_for_names(code)) << std::hex << static_cast<std::uint32_t>(code);
    for (const char32_t code : {U' ', U'a', U'\u00e9', U'\u0301', U'\u05D0', U'\u0e33', U'\u30fb', U'\uD55C',
                                U'\U0001F600', U'\U00020000', U'-', U'\u2019'})
        EXPECT_FALSE(unfit_for_names(code)) << std::hex << static_cast<std::uint32_t>(code);
}

TEST(Title, CountsCodePointsAndStaysAsTyped) {
    const std::string most = [] {
        std::string text;
        for (int i = 0; i < 200; ++i) text += "\U0001F600";
        return text;
    }();
    EXPECT_TRUE(Title::parse(most));
    EXPECT_EQ(Title::parse(most + "a").error(), "must have at most 200 characters, not 201");
    for (const auto* text : {"a", " spaced ", "\u0645\u0631\u062d\u0628\u0627 \u200F!", "\u2764\uFE0F",
                             "\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "e\u0301"})
        EXPECT_EQ(Title::parse(text).value_or(Title{}).text, text);
}

TEST(Title, RefusesWhatIsNotOnePlainLine) {
    for (const std::string& text :
         {std::string(""), std::string(" \t"), std::string("a\nb"), std::string("a\r"), std::string("a\tb"),
          std::string("a\vb"), std::string("\fa"), std::string("a\u0085b"), std::string("a\u2028b"),
          std::string("a\u2029"), std::string("a\x1b[31m"), std::string("a\0b", 3),
          std::string("\x7f"
                      "a"),
          std::string("a\u009b"), std::string("\u202Efdp.exe"), std::string("a\u2066b\u2069"), std::string("\u200B"),
          std::string("\u3164\u00A0"), std::string("\xff")})
        EXPECT_FALSE(Title::parse(text)) << text;
}

TEST(Title, IsMadeOfWhatWasNotTypedAsOne) {
    EXPECT_EQ(Title::made_from("  a\r\n\tb\u2028c\u3000 "), "a b c");
    EXPECT_EQ(Title::made_from("photo\u202Egpj.exe"), "photogpj.exe");
    EXPECT_EQ(Title::made_from("a\x1b[2J\x7f\u009b\u2066z"), "a[2Jz");
    EXPECT_EQ(Title::made_from("\n \x01\u202E"), "");
    EXPECT_EQ(Title::made_from("abcdef", 6), "abcdef");
    EXPECT_EQ(Title::made_from("abcdefg", 6), "abcde\u2026");
    EXPECT_EQ(Title::made_from("abcde\u0301f", 6), "abcd\u2026");
    EXPECT_EQ(Title::made_from("a \U0001F468\u200D\U0001F469\u200D\U0001F467 and so on", 6), "a \u2026");
    const auto cut = Title::made_from(std::string(100'000, 'x') + "\n");
    EXPECT_EQ(utf8::code_points(cut), Title::longest);
    EXPECT_TRUE(Title::parse(cut));
}

TEST(Description, MayHaveLinesButNoControls) {
    EXPECT_TRUE(Description::parse(""));
    EXPECT_TRUE(Description::parse("two\n\tlines"));
    EXPECT_FALSE(Description::parse("a\x1b[2J"));
    std::string most;
    for (int i = 0; i < 500; ++i) most += "\u4f60";
    EXPECT_TRUE(Description::parse(most));
    EXPECT_FALSE(Description::parse(most + "x"));
}

}  // namespace
}  // namespace rustygpt
