// number_base and roman_numerals.

#include <cctype>

#include "tools/invoke_test.h"
#include "tools/number_base.h"
#include "tools/roman.h"

namespace rustygpt::tools {
namespace {

using Kind = ToolError::Kind;

std::string based(std::string_view value, int from, int to) {
    const auto result = rewritten(value, from, to);
    return result ? result->digits + (result->exact ? "" : "~") : "nothing";
}

TEST(NumberBase, WritesWhatIsKnown) {
    const std::tuple<const char*, int, int, const char*> cases[] = {
        {"0", 10, 2, "0"},           {"-0", 10, 2, "0"},
        {"000", 10, 2, "0"},         {"255", 10, 16, "ff"},
        {"FF", 16, 2, "11111111"},   {"zz", 36, 10, "1295"},
        {"-1000", 10, 36, "-rs"},    {"+7", 8, 10, "7"},
        {"0.1", 3, 9, "0.3"},        {"0.5", 10, 2, "0.1"},
        {"12.75", 10, 2, "1100.11"}, {"-0.0", 10, 2, "0"},
        {"8.8", 10, 5, "13.4"},      {"4294967296", 10, 16, "100000000"}};
    for (const auto& [value, from, to, digits] : cases) EXPECT_EQ(based(value, from, to), digits) << value;
    // A third has no end in base 2; the last digit is rounded half away from zero.
    const auto third = *rewritten("0.1", 3, 2);
    EXPECT_FALSE(third.exact);
    EXPECT_EQ(third.digits.size(), 2u + 256);
    EXPECT_TRUE(third.digits.starts_with("0.010101"));
    EXPECT_TRUE(third.digits.ends_with("0101"));
    EXPECT_TRUE(rewritten("0." + std::string(256, 'z'), 36, 2)->digits == "1");
}

TEST(NumberBase, ReadsOnlyDigitsOfItsBase) {
    for (const auto& [value, base] :
         {std::pair("2", 2), std::pair("g", 16), std::pair("", 10), std::pair("-", 10), std::pair("1.", 10),
          std::pair(".5", 10), std::pair("1.2.3", 10), std::pair("1 2", 10), std::pair("1,2", 10), std::pair("--1", 10),
          std::pair("1e5", 10), std::pair("\xd9\xa1", 10)})
        EXPECT_EQ(based(value, base, 7), "nothing") << value;
}

// From any base to any other and back is no change.
TEST(NumberBase, ComesBackUnchanged) {
    Random random(11);
    for (int round = 0; round < 400; ++round) {
        const int from = between(random, 2, 36), to = between(random, 2, 36);
        std::string digits(1, "123456789abcdefghijklmnopqrstuvwxyz"[between(random, 0, from - 2)]);
        for (int length = between(random, 0, 90); length > 0; --length)
            digits.push_back("0123456789abcdefghijklmnopqrstuvwxyz"[between(random, 0, from - 1)]);
        if (round % 3 == 0) digits.insert(0, 1, '-');
        const auto there = rewritten(digits, from, to);
        ASSERT_TRUE(there && there->exact);
        EXPECT_EQ(rewritten(there->digits, to, from)->digits, digits);
    }
}

TEST(NumberBase, TakesThePrefixAsTheBase) {
    const auto told = [](std::string_view input) { return text_at(output_of("number_base", input), "value"); };
    EXPECT_EQ(told(R"({"value": "-0xff", "to": 10})"), "-255");
    EXPECT_EQ(told(R"({"value": "0b101", "from": 2, "to": 10})"), "5");
    EXPECT_EQ(told(R"({"value": "0o17", "to": 10})"), "15");
    // In base 16, 0b1 is a number of three digits.
    EXPECT_EQ(told(R"({"value": "0b1", "from": 16, "to": 10})"), "177");
}

TEST(NumberBase, KeepsItsLimits) {
    const auto of_length = [](int length, const char* more) {
        return R"({"value": ")" + std::string(static_cast<std::size_t>(length), '9') + more + R"(", "to": 2})";
    };
    EXPECT_TRUE(invoked("number_base", of_length(4'096, "")));
    expect_refused("number_base", {
                                      {R"({"value": "12", "to": 1})", Kind::bad_input, "/to"},
                                      {R"({"value": "12", "to": 37})", Kind::bad_input, "/to"},
                                      {R"({"value": "12", "to": 2.5})", Kind::bad_input, "/to"},
                                      {R"({"value": "12", "from": 0, "to": 2})", Kind::bad_input, "/from"},
                                      {R"({"value": 12, "to": 2})", Kind::bad_input, "/value"},
                                      {R"({"value": "", "to": 2})", Kind::bad_input, "/value"},
                                      {R"({"value": "0x", "to": 2})", Kind::bad_input, "/value"},
                                      {R"({"value": "0xfg", "to": 2})", Kind::bad_input, "/value"},
                                      {of_length(4'098, ""), Kind::limit_exceeded, "max_digits"},
                                      {of_length(5'000, ""), Kind::bad_input, "/value"},
                                      {of_length(1, ("." + std::string(257, '1')).c_str()), Kind::limit_exceeded,
                                       "max_fraction_digits"},
                                  });
}

// All of them, each the only one that reads as its number.
TEST(RomanNumerals, ReadWhatTheyWrite) {
    std::set<std::string> seen;
    for (int number = 1; number <= max_roman; ++number) {
        const auto numeral = roman_numeral(number);
        EXPECT_EQ(parse_roman(numeral), number);
        EXPECT_LE(numeral.size(), 15u);
        EXPECT_TRUE(seen.insert(numeral).second);
    }
    EXPECT_EQ(roman_numeral(3888), "MMMDCCCLXXXVIII");
}

// Every text of up to five of the letters: what is read is written the same.
TEST(RomanNumerals, AreStrict) {
    std::size_t good = 0;
    std::vector<std::string> texts{""};
    for (int length = 0; length < 5; ++length) {
        std::vector<std::string> longer;
        for (const auto& text : texts)
            for (const char c : std::string_view("IVXLCDM")) longer.push_back(text + c);
        for (const auto& text : longer)
            if (const auto number = parse_roman(text)) {
                EXPECT_EQ(roman_numeral(*number), text);
                ++good;
            }
        texts = std::move(longer);
    }
    std::size_t expected = 0;
    for (int number = 1; number <= max_roman; ++number) expected += roman_numeral(number).size() <= 5;
    EXPECT_EQ(good, expected);
    for (const auto* text : {"", "IIII", "IC", "VX", "MMMM", "xIv", "XIV ", "1", "N", "\u2163"})
        EXPECT_FALSE(parse_roman(text)) << text;
}

TEST(RomanNumerals, RefuseTheRest) {
    expect_refused("roman_numerals",
                   {
                       {R"({})", Kind::bad_input, "/value"},
                       {R"({"value": 0})", Kind::bad_input, "/value"},
                       {R"({"value": 4000})", Kind::bad_input, "/value"},
                       {R"({"value": -3})", Kind::bad_input, "/value"},
                       {R"({"value": 1.5})", Kind::bad_input, "/value"},
                       {R"({"value": 1e300})", Kind::bad_input, "/value"},
                       {R"({"value": "IIII"})", Kind::bad_input, "/value"},
                       {R"({"value": "12"})", Kind::bad_input, "/value"},
                       {R"({"value": ")" + std::string(5'000, 'M') + "\"}", Kind::bad_input, "/value"},
                       {R"({"value": 5, "to": "roman"})", Kind::bad_input, "/to"},
                   });
}

}  // namespace
}  // namespace rustygpt::tools
