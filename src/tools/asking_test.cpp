// The ways in which people ask, by tool: what each matcher makes of them, as the call's input. And what none takes.

#include "tools/invoke_test.h"

namespace rustygpt::tools {
namespace {

struct Asked {
    const char* question;
    const char* call;  // the tool and its input; "-" where no tool takes it
};

// The one call that the question asks for.
std::string call_for(std::string_view question) {
    static const Registry all = Registry::builtin();
    std::string call = "-";
    for (const auto& tool : all.all()) {
        const auto match = tool->match(question);
        if (!match) continue;
        EXPECT_EQ(call, "-") << question << " also by " << tool->info().name;
        std::string input;
        append_json(input, match->input);
        call = tool->info().name + " " + input;
        EXPECT_TRUE(tool->invoke(match->input, {})) << question;
    }
    return call;
}

void expect_calls(std::initializer_list<Asked> all) {
    for (const auto& [question, call] : all) EXPECT_EQ(call_for(question), call) << question;
}

TEST(Asking, ForSums) {
    expect_calls({
        {"Could you please tell me what 5 plus 7 is?", R"(calculator {"expression":"5 + 7"})"},
        {"what does 6 times 7 equal?", R"(calculator {"expression":"6 * 7"})"},
        {"subtract 1,000 from 2,500", R"(calculator {"expression":"2500 - 1000"})"},
        {"what do you get if you divide 9 by 4", R"(calculator {"expression":"9 / 4"})"},
        {"the remainder when 17 is divided by 5", R"(calculator {"expression":"17 % 5"})"},
        {"least common multiple of 4 and 6", R"j(calculator {"expression":"lcm(4, 6)"})j"},
        {"6 factorial", R"j(calculator {"expression":"factorial(6)"})j"},
        {"add 19% VAT to \u20ac200", R"(calculator {"expression":"200 + 19%"})"},
        {"20 percent off $60", R"(calculator {"expression":"60 - 20%"})"},
        {"an 18% tip on a $30 meal", R"(calculator {"expression":"18% of 30"})"},
        {"The coat is $80 with 25% off. How much do I pay?", R"(calculator {"expression":"80 - 25%"})"},
        {"I have 3 cats and $5 is 20% of all. What price?", "-"},
        {"add salt to 2 eggs", "-"},
        {"5 factorial designs", "-"},
        {"what would 2 * 3 be?", R"(calculator {"expression":"2 * 3"})"},
        {"what is 6!?", R"(calculator {"expression":"6!"})"},
        {"add 3, 5 and 9", R"(calculator {"expression":"3 + 5 + 9"})"},
        {"I have 3/4 of a cake", "-"},
        {"my number is 555-1234", "-"},
    });
}

TEST(Asking, ForPercentagesAndLoans) {
    expect_calls({
        {"Rent rose from $900 to $990. What percentage is that?", R"(percentage_change {"from":"900","to":"990"})"},
        {"how many percent less is 80 than 100", R"(percentage_change {"from":"100","to":"80"})"},
        {"It rose from 3 to 4 percentage points, how come?", "-"},
        {"I'd like to borrow 5,000 euros at 6% for 24 months",
         R"(finance {"operation":"loan","principal":"5000","annual_rate":"6","months":24})"},
        {"should I borrow 5 books", "-"},
    });
}

TEST(Asking, ForUnits) {
    expect_calls({
        {"tell me how many yards 50 metres is", R"(unit_convert {"value":"50","from":"m","to":"yd"})"},
        {"how fast is 50 mph in km/h?", R"(unit_convert {"value":"50","from":"mph","to":"km/h"})"},
        {"I weigh 70 kg. How many pounds is that?", R"(unit_convert {"value":"70","from":"kg","to":"lb"})"},
        {"The bag holds 2 cups. What's that in ml?", R"(unit_convert {"value":"2","from":"cup","to":"mL"})"},
        {"I have 2 dogs. How many pounds is that?", "-"},
        {"From 5 to 7 km. How many miles is that?", "-"},
        {"how many feet is that", "-"},
        {"the oven says 200 \u00b0C, what is it in Fahrenheit",
         "unit_convert {\"value\":\"200\",\"from\":\"\u00b0C\",\"to\":\"\u00b0F\"}"},
        {"My 5 km run took hours", "-"},
        {"5 miles of feet on sand", "-"},
    });
}

TEST(Asking, ForTimes) {
    expect_calls({
        {"When it is 2024-11-05 08:00 in Los Angeles, what time is it in Paris?",
         R"(time_zone {"time":"2024-11-05 08:00","from":"America/Los_Angeles","to":"Europe/Paris"})"},
        {"what time is it in Tokyo when it's 2024-11-05 08:00 UTC",
         R"(time_zone {"time":"2024-11-05 08:00:00Z","to":"Asia/Tokyo"})"},
        {"what time is it in Tokyo when it rains", "-"},
        {"what time is it in Tokyo if it is 2024-11-05 08:00 in Paris",
         R"(time_zone {"time":"2024-11-05 08:00","from":"Europe/Paris","to":"Asia/Tokyo"})"},
        {"when does the cron job 0 9 * * * run next after 2024-03-01?",
         R"(cron_next {"expression":"0 9 * * *","after":"2024-03-01T00:00:00Z","count":1})"},
        {"when does the bus run next after 2024-03-01?", "-"},
        {"My birthday is 1990-05-12; what weekday was it?", R"(date_math {"operation":"weekday","date":"1990-05-12"})"},
        {"What happened on the day of 2001-09-11?", "-"},
        {"how many days are left from 2024-09-15 until 2024-12-24",
         R"(date_math {"operation":"difference","from":"2024-09-15","to":"2024-12-24"})"},
    });
}

TEST(Asking, ForStatistics) {
    expect_calls({
        {"My scores are 88, 92 and 79. What's my average?",
         R"(statistics {"measures":["mean"],"values":["88","92","79"]})"},
        {"The values are [3, -1]. Find their mean and median.",
         R"(statistics {"measures":["mean","median"],"values":["3","-1"]})"},
        {"for 5, 9 and 13, what's the mean score?", R"(statistics {"measures":["mean"],"values":["5","9","13"]})"},
        {"the mean of 5, 9 and a tell me a joke about 13", "-"},
        {"I am 30 and have 2 cats. What is average?", "-"},
    });
}

TEST(Asking, AboutTexts) {
    expect_calls({
        {"\"a b\": how many letters does it have?", R"(text_stats {"text":"a b"})"},
        {"how many words are in the song \"Yesterday\"?", "-"},
        {"how many words does \"a b\" have?", R"(text_stats {"text":"a b"})"},
        {"what's the length of 'abc'?", R"(text_stats {"text":"abc"})"},
        {"could you count how many words this sentence has: Hi, you.", R"(text_stats {"text":"Hi, you."})"},
        {"How many words are in War and Peace?", "-"},
        {"sort the numbers 9, 4 and 7 in descending order",
         R"(text_sort {"unit":"words","order":"numeric","reverse":true,"text":"9 4 7"})"},
        {"sort by length: ccc a bb", R"(text_sort {"order":"length","unit":"words","text":"ccc a bb"})"},
        {"sort the numbers on my desk", "-"},
        {"does /^a/i match in \"Abc\"?", R"(regex {"pattern":"^a","ignore_case":true,"text":"Abc"})"},
        {"does /a/ matter in \"b\"", "-"},
        {"find /a/x in \"b\"", "-"},
        {"what changed between \"a\" and \"b\"?", R"(text_diff {"from":"a","to":"b"})"},
    });
}

TEST(Asking, ForCodes) {
    expect_calls({
        {"could you hash 'x' using blake2b", R"(hash {"algorithm":"blake2b_512","text":"x"})"},
        {"what is \"hi\" in base64?", R"(encode {"operation":"encode","format":"base64","text":"hi"})"},
        {"what does \"aGk=\" decode to in base64?", R"(encode {"operation":"decode","format":"base64","text":"aGk="})"},
        {"decode the hex 48656c6c6f", R"(encode {"operation":"decode","format":"hex","text":"48656c6c6f"})"},
        {"decode the hex of the witch", "-"},
        {"what is \"hi\" in french", "-"},
        {"a uuid5 for \"a.b\" with the dns namespace", R"(uuid_v5 {"namespace_id":"dns","name":"a.b"})"},
        {"what is the check digit of the EAN 400638133393?",
         R"(checksum {"kind":"ean13","number":"400638133393","operation":"complete"})"},
        {"complete the sentence", "-"},
        {"check whether DE89370400440532013000 is a valid IBAN",
         R"(checksum {"kind":"iban","number":"DE89370400440532013000"})"},
    });
}

TEST(Asking, AboutData) {
    expect_calls({
        {"what does $[0] return for [5]?", R"(json_query {"document":[5],"path":"$[0]"})"},
        {"please apply $.a to {\"a\": 1}", R"(json_query {"document":{"a":1},"path":"$.a"})"},
        {"are [1] and [2] equal?", R"(json_diff {"from":[1],"to":[2]})"},
        {"compare these two documents: [1] and [2]", R"(json_diff {"from":[1],"to":[2]})"},
        {"are you equal to the task", "-"},
        {"run \"select n from data\" on this json: [{\"n\": 1}]",
         R"(csv_sql {"query":"select n from data","tables":{"data":[{"n":1}]}})"},
        {"run \"a mile\" on json: [1]", "-"},
        {"please turn this markdown table into csv: | a |\n|---|\n| 1 |",
         R"(markdown_table {"text":"| a |\n|---|\n| 1 |","from":"markdown","to":"csv"})"},
    });
}

TEST(Asking, AboutNumeralsAndAddresses) {
    expect_calls({
        {"convert the hex number ff to decimal", R"(number_base {"value":"ff","to":10,"from":16})"},
        {"how do I write 64 in octal?", R"(number_base {"value":"64","to":8})"},
        {"what number is the roman numeral XLII?", R"(roman_numerals {"value":"XLII"})"},
        {"octal 17 is what in decimal?", R"(number_base {"value":"17","to":10,"from":8})"},
        {"what does MDCLXVI stand for in normal numbers?", R"(roman_numerals {"value":"MDCLXVI"})"},
        {"What does MIX mean in cooking?", "-"},
        {"hex of 255", R"(number_base {"value":"255","to":16})"},
        {"what would 77 look like in binary?", R"(number_base {"value":"77","to":2})"},
        {"the binary 5 * 3", "-"},
        {"what number is it", "-"},
        {"the netmask for the network 10.0.0.0/9", R"(ip_subnet {"cidr":"10.0.0.0/9"})"},
        {"change the colour tomato to hsl", R"(color_convert {"color":"tomato"})"},
    });
}

}  // namespace
}  // namespace rustygpt::tools
