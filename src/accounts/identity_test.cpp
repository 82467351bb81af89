#include "accounts/identity.h"

#include <gtest/gtest.h>

namespace rustygpt::accounts {
namespace {

TEST(Email, ComparesWithoutCaseAndComposed) {
    const auto one = Email::parse("Zo\u00eb@Example.org");
    const auto other = Email::parse("ZOE\u0308@EXAMPLE.ORG");
    ASSERT_TRUE(one && other);
    EXPECT_EQ(one->key, other->key);
    EXPECT_EQ(Email::key_of("zoe\u0308@example.org"), one->key);
    EXPECT_EQ(one->text, "Zo\u00eb@Example.org");
}

TEST(Email, TakesWhatPeopleHave) {
    for (const auto* text : {"a@b", "a@localhost", "first.last+tag@sub.example.org", "o'neil@example.org",
                             "\u4f60\u597d@\u4f8b\u5b50.com"})
        EXPECT_TRUE(Email::parse(text)) << text;
    EXPECT_TRUE(Email::parse(std::string(64, 'a') + "@" + std::string(189, 'b')));
}

TEST(Email, RefusesWhatIsNone) {
    const std::string long_one = std::string(64, 'a') + "@" + std::string(190, 'b');
    for (const std::string& text : {std::string(""),         std::string("no address"),   std::string("a@b@c"),
                                    std::string("@b"),       std::string("a@"),           std::string("a b@c"),
                                    std::string("a@b c"),    std::string(".a@b"),         std::string("a.@b"),
                                    std::string("a..b@c"),   std::string("a@b..c"),       std::string("a@.b"),
                                    std::string("a\n@b"),    std::string("a@b\r\nX: y"),  std::string("a\u200b@b"),
                                    std::string("<a@b>"),    std::string("\xff@b"),       std::string("a@[127.0.0.1]"),
                                    std::string("a\0@b", 4), std::string(65, 'a') + "@b", long_one})
        EXPECT_FALSE(Email::parse(text)) << text;
}

TEST(Username, TakesNamesAndRefusesTricks) {
    for (const auto* text : {"ada", "Ada Lovelace", "\u00e9lo\u00efse", "j.doe_2-x", "\u674e\u5c0f\u9f99"})
        EXPECT_TRUE(Username::parse(text)) << text;
    for (const std::string& text :
         {std::string(""), std::string("ab"), std::string(65, 'a'), std::string(" ada"), std::string("ada "),
          std::string("a  da"), std::string("ada@b"), std::string("a/da"), std::string("ada\n"),
          std::string("ad\u202ea"), std::string("ada\u200b"), std::string("\xff\xff\xff"), std::string("<b>")})
        EXPECT_FALSE(Username::parse(text)) << text;
    EXPECT_EQ(Username::parse("ADA")->key, Username::parse("ada")->key);
}

TEST(Username, HasNoTwins) {
    for (const auto& [one, other] : {std::pair{"\uFF41da", "Ada"},
                                     {"o\uFB03ce", "Office"},
                                     {"ada\u00B2", "ada2"},
                                     {"\u212Aelvin", "kelvin"},
                                     {"\u2167th", "VIIIth"},
                                     {"a\u0301da", "\u00e1da"},
                                     {"\U0001D41Ada", "ada"},
                                     {"\u1E9Bada", "\u1E61ada"}})
        EXPECT_EQ(Username::parse(one).value().key, Username::parse(other).value().key) << one;
    EXPECT_EQ(Username::parse("\uFF41da")->text, "\uFF41da") << "what was typed is what is shown";
}

TEST(Names, HaveNothingThatCannotBeSeen) {
    for (const auto* odd :
         {"\uFE0F", "\u034F", "\u17B4",     "\u1160",     "\u115F",     "\u3164",     "\uFFA0", "\u200B", "\u200C",
          "\u200D", "\u200E", "\u200F",     "\u00AD",     "\u061C",     "\u180B",     "\u180E", "\u2060", "\u2064",
          "\u206A", "\uFEFF", "\U000E0061", "\U000E0100", "\U0001D173", "\U0001BCA0", "\u202A", "\u202D", "\u202E",
          "\u2066", "\u2068", "\u2069",     "\u2028",     "\u2029",     "\u0085",     "\u001b", "\u007f", "\u009b",
          "\t",     "\n",     "\u00A0",     "\u3000",     "\u2800",     "\uE000",     "\u0378", "\uFDD0", "\uFFFD"}) {
        const auto name = std::string("ada") + odd + "x";
        EXPECT_FALSE(Username::parse(name)) << name;
        EXPECT_FALSE(Label::parse(name)) << name;
        EXPECT_FALSE(Email::parse(name + "@example.org")) << name;
        EXPECT_FALSE(Email::parse("ada@" + name + ".org")) << name;
    }
}

TEST(Names, CannotHideAMarkInAnotherForm) {
    for (const auto* text : {"ada\uFF20b", "a\uFF0Fda", "\uFE6Bada", "a\uFF02da", "\uFF1Cada", "ada\uFF3C"})
        EXPECT_FALSE(Username::parse(text)) << text;
    EXPECT_FALSE(Email::parse("a\uFF20b@example.org"));
    EXPECT_FALSE(Email::parse("a\uFF0C@example.org"));
    EXPECT_EQ(Email::parse("ada@example\uFF0Eorg").value_or(Email{}).key, "ada@example.org");
}

TEST(NewPassword, IsComposedBeforeItIsMeasured) {
    EXPECT_EQ(NewPassword::parse("zwo\u0308lf Zeichen")->text, "zw\u00f6lf Zeichen");
    std::string long_one;
    for (int i = 0; i < 512; ++i) long_one += "e\u0301";
    EXPECT_EQ(NewPassword::parse(long_one).value_or(NewPassword{}).text.size(), 1'024) << "1,536 as it was typed";
    EXPECT_FALSE(NewPassword::parse(long_one + "e"));
    std::string short_one;
    for (int i = 0; i < 11; ++i) short_one += "e\u0301";
    EXPECT_FALSE(NewPassword::parse(short_one)) << "11 characters, although 22 code points were typed";
    EXPECT_EQ(NewPassword::parse("\u0378 and eleven more").error(), "has a character that Unicode does not know");
    EXPECT_TRUE(too_common("\uFF50\uFF41\uFF53\uFF53\uFF57\uFF4F\uFF52\uFF441234", "ada@example.org", "ada"));
}

TEST(NewPassword, CountsCodePointsBelowAndBytesAbove) {
    EXPECT_TRUE(NewPassword::parse("zw\u00f6lf Zeichen"));
    EXPECT_TRUE(NewPassword::parse(std::string(1024, 'x')));
    EXPECT_FALSE(NewPassword::parse(std::string(1025, 'x')));
    EXPECT_FALSE(NewPassword::parse("eleven char"));
    EXPECT_FALSE(NewPassword::parse("\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"));
    EXPECT_FALSE(NewPassword::parse(std::string("0123456789ab\0", 13)));
    EXPECT_FALSE(NewPassword::parse("0123456789ab\xff"));
}

TEST(TooCommon, KnowsWhatIsGuessedFirst) {
    for (const auto* text :
         {"123456789012", "012345678901", "abcdefghijkl",   "qwertyuiop12",     "qwertyuiopas",
          "aaaaaaaaaaaa", "111111111111", "password1234",   "Password123!",     "PASSWORDPASSWORD",
          "p@ssw0rd2024", "welcome12345", "iloveyou1234",   "administrator",    "admin1234567",
          "1q2w3e4r5t6y", "1qaz2wsx3edc", "letmeinletmein", "passwordpassword", "correcthorsebatterystaple",
          "987654321098"})
        EXPECT_TRUE(too_common(text, "ada@example.org", "ada")) << text;
}

TEST(TooCommon, KnowsThePersonsOwnNames) {
    EXPECT_TRUE(too_common("Ada.Lovelace@Example.org", "ada.lovelace@example.org", "countess"));
    EXPECT_TRUE(too_common("ada.lovelace", "ada.lovelace@example.org", "countess"));
    EXPECT_TRUE(too_common("countesscountess", "ada@example.org", "Countess"));
    EXPECT_FALSE(too_common("countess of the engines", "ada@example.org", "Countess"));
}

TEST(TooCommon, LeavesOthersAlone) {
    for (const auto* text : {"correct horse battery staple 9", "zw\u00f6lf Zeichen", "another good long password 7",
                             "x9x9x9x9x9x9", "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9",
                             "a good long password 1", "tr0ub4dor&3 and more"})
        EXPECT_FALSE(too_common(text, "ada@example.org", "ada")) << text;
}

}  // namespace
}  // namespace rustygpt::accounts
