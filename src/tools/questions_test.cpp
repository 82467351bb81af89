// The plain English that each tool understands; and, as important, what it leaves alone.

#include "tools/invoke_test.h"

namespace rustygpt::tools {
namespace {

const Registry& all_tools() {
    static const Registry all = Registry::builtin();
    return all;
}

struct Question {
    const char* asked;
    const char* tool;
    const char* line;  // the answer
};

// Exactly one tool takes the question, and says this.
void expect_answers(std::initializer_list<Question> questions) {
    for (const auto& [asked, name, line] : questions)
        for (const auto& tool : all_tools().all()) {
            const auto match = tool->match(asked);
            EXPECT_EQ(match.has_value(), tool->info().name == name) << asked << " by " << tool->info().name;
            if (!match) continue;
            const auto output = tool->invoke(match->input, {});
            ASSERT_TRUE(output) << asked << ": " << output.error().message;
            EXPECT_EQ(tool->explain(match->input, *output), line) << asked;
        }
}

TEST(Questions, AboutNumbers) {
    expect_answers({
        {"What is the mean of 3, 1 and 2?", "statistics", "Of 3 numbers: mean **2**."},
        {"average of 1 2 4", "statistics", "Of 3 numbers: mean \u2248 **2.33333333333**."},
        {"calculate the mean, median and mode of 3, 1, 4, 1, 5", "statistics",
         "Of 5 numbers: mean **2.8**, median **3**, mode **1**."},
        {"standard deviation of [2, 4, 4, 4, 5, 5, 7, 9]", "statistics",
         "Of 8 numbers: sample standard deviation \u2248 **2.1380899353**."},
        {"population standard deviation of 2,4,4,4,5,5,7,9", "statistics",
         "Of 8 numbers: population standard deviation **2**."},
        {"the 90th percentile of -1, 2.5, 3", "statistics", "Of 3 numbers: 90th percentile **2.9**."},
        {"mode of 1, 2, 3", "statistics", "Of 3 numbers: no mode (no value occurs twice)."},
        {"255 in hex", "number_base", "255 (base 10) = **ff** (base 16)"},
        {"convert 0xff to binary", "number_base", "0xff (base 16) = **11111111** (base 2)"},
        {"what is binary 1010 in decimal?", "number_base", "1010 (base 2) = **10** (base 10)"},
        {"ff from base 16 to base 10", "number_base", "ff (base 16) = **255** (base 10)"},
        {"-12.5 in base 3", "number_base",
         "-12.5 (base 10) \u2248 **-110.111111111111111111111111111111111111111\u2026** (base 3)"},
        {"1994 in Roman numerals", "roman_numerals", "1994 in Roman numerals is **MCMXCIV**."},
        {"what is the Roman numeral for 9?", "roman_numerals", "9 in Roman numerals is **IX**."},
        {"MCMXCIV in numbers", "roman_numerals", "MCMXCIV is **1994**."},
        {"convert the roman numeral xiv to decimal", "roman_numerals", "XIV is **14**."},
    });
}

TEST(Questions, AboutMoneyAndPercent) {
    expect_answers({
        {"percentage change from 80 to 100", "percentage_change", "From 80 to 100 is an increase of **25 %**."},
        {"what is the percent decrease from 1,500 to 1,000?", "percentage_change",
         "From 1500 to 1000 is a decrease of about **33.3333333333 %**."},
        {"30 is what percent of 120?", "percentage_change", "30 is **25 %** of 120."},
        {"what percentage of 120 is 30", "percentage_change", "30 is **25 %** of 120."},
        {"what percent is 30 of 120", "percentage_change", "30 is **25 %** of 120."},
        {"30 as a percentage of 120", "percentage_change", "30 is **25 %** of 120."},
        {"loan of 200,000 at 4.5% over 30 years", "finance",
         "A loan of 200000 at 4.5 % over 30 years costs **1013.37** a month (360 payments, the last 1014.00): "
         "364813.83 in all, 164813.83 of it interest."},
        {"what is the monthly payment on a $250k mortgage at 3.9 percent for 25 years?", "finance",
         "A loan of 250000 at 3.9 % over 25 years costs **1305.83** a month (300 payments, the last 1304.52): "
         "391747.69 in all, 141747.69 of it interest."},
        {"compound interest on 1000 at 5% for 10 years compounded monthly", "finance",
         "1000 at 5 % over 10 years grows to **1647.01**: 647.01 of interest."},
    });
}

TEST(Questions, AboutTime) {
    expect_answers({
        {"what time is 2024-07-01 12:00 UTC in New York?", "time_zone",
         "2024-07-01 12:00:00 UTC is **2024-07-01 08:00:00** in America/New_York (Monday, EDT, UTC-04:00)."},
        {"2024-07-01T12:00:00+02:00 in Asia/Tokyo", "time_zone",
         "2024-07-01 10:00:00 UTC is **2024-07-01 19:00:00** in Asia/Tokyo (Monday, JST, UTC+09:00)."},
        {"convert 2024-11-03 01:30 from New York to Berlin time", "time_zone",
         "2024-11-03 01:30 in America/New_York is **2024-11-03 06:30:00** in Europe/Berlin (Sunday, CET, UTC+01:00); "
         "the "
         "clocks showed that time twice, so it may also be **2024-11-03 07:30:00**."},
        {"next 2 runs of 0 9 * * 1-5 after 2024-03-01", "cron_next",
         "`0 9 * * 1-5` comes next at **2024-03-01 09:00**, 2024-03-04 09:00 (UTC)."},
        {"when is the next run of cron \"@yearly\" after 2024-03-01T00:00:00Z?", "cron_next",
         "`@yearly` comes next at **2025-01-01 00:00** (UTC)."},
        {"next time of 0 0 30 2 * after 2024-03-01 10:00 UTC", "cron_next",
         "`0 0 30 2 *` **never** comes after 2024-03-01 10:00:00Z."},
    });
}

TEST(Questions, AboutAddressesNamesAndColours) {
    expect_answers({
        {"10.1.2.3/22", "ip_subnet",
         "10.1.0.0/22: mask 255.255.252.0, hosts **10.1.0.1** to **10.1.3.254** (1022 of them), broadcast 10.1.3.255."},
        {"how many hosts are in 2001:db8::/64?", "ip_subnet",
         "2001:db8::/64: mask ffff:ffff:ffff:ffff::, hosts **2001:db8::** to **2001:db8::ffff:ffff:ffff:ffff** "
         "(18446744073709551616 of them)."},
        {"is 10.1.2.3 in 10.0.0.0/8", "ip_subnet", "**Yes**, 10.1.2.3 is in 10.0.0.0/8."},
        {"does 10.0.0.0/8 contain 11.0.0.1?", "ip_subnet", "**No**, 11.0.0.1 is not in 10.0.0.0/8."},
        {"split 10.0.0.0/24 into /26 subnets", "ip_subnet",
         "10.0.0.0/24 is **4** of these: 10.0.0.0/26, 10.0.0.64/26, 10.0.0.128/26, 10.0.0.192/26."},
        {"UUID v5 of www.example.com in dns", "uuid_v5",
         "The UUID (version 5) is **2ed6657d-e927-568b-95e1-2665a8aea6a2**."},
        {"#ff8800 in rgb", "color_convert",
         "**#ff8800** = rgb(255, 136, 0) = hsl(32, 100%, 50%) = hsv(32, 100%, 100%)."},
        {"what is the hex code of tomato?", "color_convert",
         "**#ff6347** = rgb(255, 99, 71) = hsl(9.1, 100%, 63.9%) = hsv(9.1, 72.2%, 100%), named tomato."},
        {"convert rgb(255, 0, 0) to hsl", "color_convert",
         "**#ff0000** = rgb(255, 0, 0) = hsl(0, 100%, 50%) = hsv(0, 100%, 100%), named red."},
        {"contrast ratio between #777 and white", "color_convert",
         "#777777 on #ffffff has a contrast of **4.47 : 1**, enough for large text only (WCAG AA)."},
    });
}

TEST(Questions, OfOthersAreLeftAlone) {
    for (const auto* text : {"mean",
                             "the mean of life",
                             "what do you mean",
                             "average",
                             "average of 5",
                             "mean of 1,234 and 5",
                             "sum of all fears",
                             "mode",
                             "5 in base",
                             "12 in decimal",
                             "deadbeef in decimal",
                             "12 in base 40",
                             "in hex",
                             "face in binary",
                             "I",
                             "mix",
                             "what is mix",
                             "civic in numbers",
                             "4000 roman soldiers",
                             "roman holiday",
                             "Roman numeral",
                             "percent of 5",
                             "what percent",
                             "change from 5 to 6",
                             "17 is 5 percent",
                             "from 80 to 100",
                             "a loan",
                             "loan of 5000",
                             "interest at 5%",
                             "loan of 1 at 2% over 3 years and 4 months",
                             "loan of 1000 at 1% monthly over 2 years",
                             "compound interest on 1000 at 1% per month for 2 years",
                             "loan of 1000 at 1 percent a month over 2 years",
                             "2024-07-01 12:00",
                             "2024-07-01 12:00 in",
                             "time in New York",
                             "what time is it in Tokyo",
                             "2024-07-01 in Berlin",
                             "2024-07-01T12:00:00Z in Atlantis",
                             "next run",
                             "cron",
                             "cron 5 after 2024-03-01",
                             "next run of the bus after 2024-03-01",
                             "10.0.0.1",
                             "is 10.0.0.1 up",
                             "1/2 or 3/4",
                             "uuid",
                             "uuid v5 of me",
                             "uuid v4",
                             "red",
                             "red in the face",
                             "hex",
                             "contrast of light and dark",
                             "tan in summer",
                             "navy",
                             "#hashtag",
                             "# heading",
                             "color of the sky"})
        for (const auto& tool : all_tools().all())
            EXPECT_FALSE(tool->match(text)) << text << " by " << tool->info().name;
}

// Whatever is asked, a matcher answers soon and does not throw.
TEST(Questions, MayBeHostile) {
    const char* parts[] = {"mean of ",
                           "1",
                           ",",
                           " ",
                           "%",
                           "0x",
                           "in base ",
                           "from ",
                           "to ",
                           "loan ",
                           "at ",
                           "rgb(",
                           ")",
                           "#",
                           "10.0.0.0/8",
                           "cron ",
                           "* ",
                           "after ",
                           "2024-07-01 12:00",
                           "Z",
                           " in Tokyo",
                           "XIV",
                           "roman ",
                           "uuid v5 ",
                           "percentile ",
                           "years ",
                           "9999999999",
                           "e9",
                           "-",
                           ".",
                           "\u2212",
                           "\u00e9",
                           ":"};
    Random random(29);
    for (int round = 0; round < 3'000; ++round) {
        std::string text;
        for (int i = between(random, 1, 25); i > 0; --i) text += parts[random() % std::size(parts)];
        for (const auto& tool : all_tools().all()) {
            const auto match = tool->match(text);
            if (!match) continue;
            const auto output = tool->invoke(match->input, {});
            if (!output) continue;
            EXPECT_FALSE(tool->explain(match->input, *output).empty()) << text;
        }
    }
}

}  // namespace
}  // namespace rustygpt::tools
