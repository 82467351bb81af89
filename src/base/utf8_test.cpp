#include "base/utf8.h"

#include <gtest/gtest.h>
#include <utf8proc.h>

namespace rustygpt::utf8 {
namespace {

std::string bytes_of(std::int32_t code) {
    utf8proc_uint8_t bytes[4];
    const auto count = utf8proc_encode_char(code, bytes);
    return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count)};
}

constexpr const char* family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";
constexpr const char* norway = "\U0001F1F3\U0001F1F4";
constexpr const char* chile = "\U0001F1E8\U0001F1F1";

TEST(LookalikeKey, MakesOneOfWhatLooksAlike) {
    for (const auto& [one, other] : {std::pair{"\uFF21\uFF44\uFF41", "ada"},
                                     {"o\uFB03ce", "office"},
                                     {"x\u00B2", "x2"},
                                     {"\u212Aelvin", "kelvin"},
                                     {"\u2167", "viii"},
                                     {"Stra\u00DFe", "STRASSE"},
                                     {"\u210Bilbert", "hilbert"},
                                     {"\uFF76\uFF9E", "\u30AC"},
                                     {"\u2460ne", "1ne"},
                                     {"\U0001D504\U0001D521\U0001D51E", "ada"},
                                     {"\u1112\u1161\u11AB", "\uD55C"},
                                     {"\u03C2igma", "\u03A3igma"},
                                     {"a\u00ADb", "ab"},
                                     {"\u01C4", "d\u017E"}})
        EXPECT_EQ(lookalike_key(one), lookalike_key(other)) << one << " and " << other;
    EXPECT_NE(lookalike_key("ada"), lookalike_key("ad\u00E0"));
    EXPECT_FALSE(lookalike_key("\xff"));
}

TEST(LookalikeKey, OfAKeyIsTheKey) {
    for (std::int32_t code = 1; code < 0x110000; ++code) {
        if (!utf8proc_codepoint_valid(code)) continue;
        const auto key = lookalike_key("a" + bytes_of(code) + "\u0301").value();
        ASSERT_EQ(lookalike_key(key), key) << std::hex << code;
    }
}

TEST(FirstCharacters, CutsBetweenWhatPeopleSeeAsOne) {
    struct Case {
        std::string text;
        std::size_t limit;
        std::string wanted;
    };
    const Case cases[] = {
        {"plain", 3, "pla"},
        {"plain", 5, "plain"},
        {"cafe\u0301s", 4, "caf"},
        {"cafe\u0301s", 5, "cafe\u0301"},
        {std::string("a") + family + "b", 4, "a"},
        {std::string("a") + family + "b", 6, std::string("a") + family},
        {std::string(norway) + chile, 3, norway},
        {std::string("x") + norway + chile, 4, std::string("x") + norway},
        {"\u1112\u1161\u11AB\u1100\u1173", 4, "\u1112\u1161\u11AB"},
        {"\u0E01\u0E33\u0E02", 1, "\u0E01"},  // one character that is longer than the limit: between code points
        {"1\uFE0F\u20E3!", 2, "1\uFE0F"},
        {"ab\uFE0F\u20E3!", 3, "a"},
        {"\u270A\U0001F3FDx", 1, "\u270A"},
        {"a\u270A\U0001F3FDx", 2, "a"},
        {"\u0915\u094D\u0937\u093Fx", 4, "\u0915\u094D\u0937\u093F"},
        {"", 3, ""},
    };
    for (const auto& [text, limit, wanted] : cases) EXPECT_EQ(first_characters(text, limit), wanted) << text << limit;
}

TEST(Prefix, CountsBytesAndCutsAtTheSameBorders) {
    EXPECT_EQ(prefix("plain", 3), "pla");
    EXPECT_EQ(prefix("a\r\nb", 2), "a");
    EXPECT_EQ(prefix("cafe\u0301s", 5), "caf");
    EXPECT_EQ(prefix(std::string("ab") + family, 10), "ab");
    EXPECT_EQ(prefix(std::string(norway) + chile, 12), norway);
    EXPECT_EQ(prefix(family, 9), "\U0001F468\u200D") << "longer than the limit alone";
    EXPECT_EQ(prefix("\u00e9", 1), "");
    EXPECT_EQ(prefix("\u00e9\u00e9", 4), "\u00e9\u00e9");
}

}  // namespace
}  // namespace rustygpt::utf8
