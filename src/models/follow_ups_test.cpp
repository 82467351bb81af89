#include "models/follow_ups_test.h"

namespace rustygpt::models {
namespace {

struct Case {
    const char* first;
    const char* then;
    const char* answer;
};

class FollowUps : public testing::TestWithParam<Case> {};

TEST_P(FollowUps, GoOnWithTheLastResult) {
    Talk talk;
    EXPECT_NE(talk.ask(GetParam().first), "-");
    EXPECT_EQ(talk.ask(GetParam().then), GetParam().answer) << GetParam().first << " / " << GetParam().then;
}

constexpr Case conversions[] = {
    {"5 miles in km", "and in metres?", "5 mi = **8046.72 m**"},
    {"5 miles in km", "in feet please", "5 mi = **26400 ft**"},
    {"5 miles in km", "And feet?", "5 mi = **26400 ft**"},
    {"5 miles in km", "what is that in feet?", "5 mi = **26400 ft**"},
    {"5 miles in km", "convert it to feet", "5 mi = **26400 ft**"},
    {"5 miles in km", "How many feet is that?", "5 mi = **26400 ft**"},
    {"5 miles in km", "what about 10 miles?", "10 mi = **16.09344 km**"},
    {"5 miles in km", "and 12?", "12 mi = **19.312128 km**"},
    {"5 miles in km", "how about 3 feet", "3 ft = **0.0009144 km**"},
    {"98.6 F in C", "in kelvin?", "98.6 \u00b0F = **310.15 K**"},
    {"How many days from 2024-02-01 to 2025-03-15?", "and in weeks?", "408 d \u2248 **58.2857142857 wk**"},
    {"How many days from 2024-02-01 to 2024-02-15?", "in hours", "14 d = **336 h**"},
};
INSTANTIATE_TEST_SUITE_P(Conversions, FollowUps, testing::ValuesIn(conversions));

constexpr Case sums[] = {
    {"17% of 2340", "now add 15%", "397.8 + 15% = **457.47**"},
    {"17% of 2340", "and add 2.2 to that", "397.8 + 2.2 = **400**"},
    {"17% of 2340", "+ 15%", "397.8 + 15% = **457.47**"},
    {"17% of 2340", "plus 15 percent", "397.8 + 15% = **457.47**"},
    {"17% of 2340", "minus 7", "397.8 - 7 = **390.8**"},
    {"17% of 2340", "-7", "397.8 - 7 = **390.8**"},
    {"17% of 2340", "subtract 7 from that", "397.8 - 7 = **390.8**"},
    {"17% of 2340", "times 3", "`397.8 * 3` = **1193.4**"},
    {"17% of 2340", "divide that by 4", "397.8 / 4 = **99.45**"},
    {"17% of 2340", "that divided by 4", "397.8 / 4 = **99.45**"},
    {"17% of 2340", "double it", "`397.8 * 2` = **795.6**"},
    {"17% of 2340", "subtract that from 1000", "1000 - 397.8 = **602.2**"},
    {"17% of 2340", "20%?", "20% of 2340 = **468**"},
    {"17% of 2340", "half of that", "397.8 / 2 = **198.9**"},
    {"17% of 2340", "and squared?", "397.8^2 = **158244.84**"},
    {"17% of 2340", "take 10% off", "397.8 - 10% = **358.02**"},
    {"17% of 2340", "10% more", "397.8 + 10% = **437.58**"},
    {"17% of 2340", "reduce it by 10%", "397.8 - 10% = **358.02**"},
    {"17% of 2340", "what about 20%?", "20% of 2340 = **468**"},
    {"17% of 2340", "and 20 percent?", "20% of 2340 = **468**"},
    {"17% of 2340", "and of 500?", "17% of 500 = **85**"},
    {"17% of 2340", "What's 50% of that?", "50% of 397.8 = **198.9**"},
    {"17% of 2340", "2 * that + 1", "`2 * 397.8 + 1` = **796.6**"},
    {"17% of 2340", "round it", "round(397.8) = **398**"},
    {"200 + 15%", "what about 20%?", "200 + 20% = **240**"},
    {"12 * 12", "what's the square root of that?", "sqrt(144) = **12**"},
    {"5 - 8", "and squared?", "(-3)^2 = **9**"},
    // What was rounded is not reckoned with.
    {"10 / 3", "times 3", "`(10 / 3) * 3` = **10**"},
    {"2 / 3", "round it to 2 decimals", "round((2 / 3), 2) = **0.67**"},
    {"5 miles in km", "now add 15%", "8.04672 + 15% = **9.253728**"},
    {"percentage change from 80 to 100", "half of that", "25 / 2 = **12.5**"},
    {"mean of 1, 2, 6", "times 2", "`3 * 2` = **6**"},
    {"loan of 1200 at 6% over 14 months", "times 12", "`88.96 * 12` = **1067.52**"},
    {"How many days from 2024-02-01 to 2025-03-15?", "half of that", "408 / 2 = **204**"},
};
INSTANTIATE_TEST_SUITE_P(Sums, FollowUps, testing::ValuesIn(sums));

constexpr Case numerals[] = {
    {"250 + 5", "and in hex?", "255 (base 10) = **ff** (base 16)"},
    {"250 + 5", "what is that in binary?", "255 (base 10) = **11111111** (base 2)"},
    {"255 in hex", "octal?", "255 (base 10) = **377** (base 8)"},
    {"255 in hex", "octal", "-"},  // a word is no question
    {"255 in hex", "and octal?", "255 (base 10) = **377** (base 8)"},
    {"0xff in binary", "and in octal", "11111111 (base 2) = **377** (base 8)"},
    {"255 in hex", "and 256?", "256 (base 10) = **100** (base 16)"},
    {"255 in hex", "double it", "`255 * 2` = **510**"},
    {"1000 + 994", "and in roman numerals?", "1994 in Roman numerals is **MCMXCIV**."},
    {"1994 in Roman numerals", "and 2024?", "2024 in Roman numerals is **MMXXIV**."},
    {"1994 in Roman numerals", "in hex", "1994 (base 10) = **7ca** (base 16)"},
};
INSTANTIATE_TEST_SUITE_P(Numerals, FollowUps, testing::ValuesIn(numerals));

constexpr Case times[] = {
    {"2024-02-01 plus 30 days", "what weekday is that?", "2024-03-02 is a **Saturday**."},
    {"2024-02-01 plus 30 days", "30 days later?", "2024-03-02 plus 30 days is **2024-04-01**, a Monday."},
    {"2024-02-01 plus 30 days", "and a week before that?", "2024-03-02 minus 1 week is **2024-02-24**, a Saturday."},
    {"2024-02-01 plus 30 days", "and 60 days?", "2024-02-01 plus 60 days is **2024-04-01**, a Monday."},
    {"30 days before 2024-03-02", "and 60 days?", "2024-03-02 minus 60 days is **2024-01-02**, a Tuesday."},
    {"what weekday is 2024-02-29", "and 2025-02-28?", "2025-02-28 is a **Friday**."},
    {"what weekday is 2024-02-29", "how many days until 2024-03-10?", "From 2024-02-29 to 2024-03-10: **10 days**."},
    {"2024-07-01 12:00 UTC in New York", "and in Tokyo?",
     "2024-07-01 12:00:00 UTC is **2024-07-01 21:00:00** in Asia/Tokyo (Monday, JST, UTC+09:00)."},
};
INSTANTIATE_TEST_SUITE_P(Times, FollowUps, testing::ValuesIn(times));

constexpr Case others[] = {
    {"percentage change from 80 to 100", "and to 120?", "From 80 to 120 is an increase of **50 %**."},
    {"mean of 3, 1, 4, 1, 5", "and the median?", "Of 5 numbers: median **3**."},
    {"mean of 3, 1, 4, 1, 5", "and of 4, 5, 6?", "Of 3 numbers: mean **5**."},
    {"loan of 1200 at 6% over 14 months", "and at 0%?",
     "A loan of 1200 at 0 % over 14 months costs **85.71** a month (14 payments, the last 85.77): 1200.00 in all, 0.00 "
     "of "
     "it interest."},
    {"rebeccapurple in hex", "and tomato?",
     "**#ff6347** = rgb(255, 99, 71) = hsl(9.1, 100%, 63.9%) = hsv(9.1, 72.2%, 100%), named tomato."},
    {"contrast of #777 and white", "and black?",
     "#777777 on #000000 has a contrast of **4.68 : 1**, enough for text (WCAG AA)."},
    {"is 10.1.2.3 in 10.0.0.0/8", "is 11.1.2.3 in it?", "**No**, 11.1.2.3 is not in 10.0.0.0/8."},
    {"is 10.1.2.3 in 10.0.0.0/8", "and 10.9.9.9?", "**Yes**, 10.9.9.9 is in 10.0.0.0/8."},
    {"crc32 of \"123456789\"", "and crc32c?", "CRC-32C of `123456789` is `e3069283`."},
    {"crc32 of \"x\"", "and of \"123456789\"?", "CRC-32 of `123456789` is `cbf43926`."},
    {"base64 encode \"a b\"", "and in hex?", "`a b` encoded as hex: `612062`"},
    {"base64 encode \"a b\"", "decode that", "`YSBi` decoded from base64: `a b`"},
};
INSTANTIATE_TEST_SUITE_P(Others, FollowUps, testing::ValuesIn(others));

// What stands by itself, and what is not clear.
constexpr Case none[] = {
    {"17% of 2340", "5 miles in km", "5 mi = **8.04672 km**"},
    {"17% of 2340", "200 + 15%", "200 + 15% = **230**"},
    {"17% of 2340", "20%", "20% = **0.2**"},
    {"17% of 2340", "and in kilometres?", "-"},
    {"17% of 2340", "and 12?", "-"},
    {"17% of 2340", "and?", "-"},
    {"17% of 2340", "that", "-"},
    {"17% of 2340", "hello", "-"},
    {"17% of 2340", "thanks", "-"},
    {"17% of 2340", "double the recipe", "-"},
    {"17% of 2340", "add 15% to the bill", "-"},
    {"17% of 2340", "is it and that the same?", "-"},
    {"17% of 2340", "Ada has 3 apples and 4 pears, times 2", "-"},
    {"17% of 2340", "what's the difference between 3, 5, -7", "-"},
    {"17% of 2340", "in hex", "-"},  // no whole number
    {"5 miles in km", "in kilograms?", "-"},
    {"5 miles in km", "and 10 pounds?", "-"},
    {"1/0", "double it", "-"},
    {"sha-256 of \"x\"", "with md5", "-"},
    {"2024-02-01 plus 30 days", "and 7?", "-"},
    {"mean and median of 1, 2, 6", "double it", "-"},  // which one?
};
INSTANTIATE_TEST_SUITE_P(None, FollowUps, testing::ValuesIn(none));

}  // namespace
}  // namespace rustygpt::models
