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
