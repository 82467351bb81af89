// What holds for every tool, and the questions that each of them understands.

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "base/json.h"
#include "tools/dates.h"
#include "tools/registry.h"
#include "tools/units.h"
#include "tools/units_table.h"

namespace rustygpt::tools {
namespace {

using Kind = ToolError::Kind;

const Registry& registry() {
    static const Registry all = Registry::builtin();
    return all;
}

ToolResult invoke(std::string_view tool, std::string_view input) {
    return registry().find(tool)->invoke(parse_json(input).as_object(), {});
}

TEST(Tools, AreListedByName) {
    std::vector<std::string> names;
    for (const auto& tool : registry().all()) names.push_back(tool->info().name);
    EXPECT_EQ(names, (std::vector<std::string>{
                         "calculator", "checksum",       "color_convert",  "cron_next",   "csv_sql",
                         "date_math",  "encode",         "finance",        "hash",        "ip_subnet",
                         "json_diff",  "json_query",     "markdown_table", "number_base", "percentage_change",
                         "regex",      "roman_numerals", "statistics",     "text_diff",   "text_sort",
                         "text_stats", "time_zone",      "unit_convert",   "uuid_v5"}));
    EXPECT_EQ(registry().find("nothing"), nullptr);
    EXPECT_EQ(registry().find(""), nullptr);
}

TEST(Tools, TheirExamplesAreTrue) {
    for (const auto& tool : registry().all()) {
        EXPECT_GE(tool->info().examples.size(), 3u);
        for (const auto& example : tool->info().examples) {
            const auto output = tool->invoke(example.input, {});
            ASSERT_TRUE(output) << output.error().message;
            EXPECT_EQ(*output, example.output) << json::serialize(*output);
            EXPECT_FALSE(tool->explain(example.input, *output).empty());
        }
    }
}

TEST(Tools, DescribeClosedSchemasOf2020) {
    for (const auto& tool : registry().all()) {
        const auto& info = tool->info();
        EXPECT_EQ(info.input_schema.at("$schema").as_string(), "https://json-schema.org/draft/2020-12/schema");
        EXPECT_EQ(info.output_schema.at("$schema").as_string(), "https://json-schema.org/draft/2020-12/schema");
        EXPECT_FALSE(info.input_schema.at("additionalProperties").as_bool());
        EXPECT_FALSE(info.limits.empty());
        for (const auto& [name, limit] : info.limits) EXPECT_TRUE(limit.is_number()) << name;
    }
}

TEST(Tools, RefuseInputThatBreaksTheSchema) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"calculator", R"({})", "/expression"},
        {"calculator", R"({"expression": 5})", "/expression"},
        {"calculator", R"({"expression": null})", "/expression"},
        {"calculator", R"({"expression": "1+1", "x/y": 1})", "/x~1y"},
        {"calculator", R"({"expression": "1+"})", "/expression"},
        {"calculator", R"({"expression": "1\u00001"})", "/expression"},
        {"unit_convert", R"({"value": 5, "from": "km"})", "/to"},
        {"unit_convert", R"({"value": true, "from": "km", "to": "m"})", "/value"},
        {"unit_convert", R"({"value": "five", "from": "km", "to": "m"})", "/value"},
        {"unit_convert", R"({"value": 5, "from": "klm", "to": "m"})", "/from"},
        {"unit_convert", R"({"value": 5, "from": "km", "to": ""})", "/to"},
        {"date_math", R"({"operation": "guess"})", "/operation"},
        {"date_math", R"({"operation": "weekday"})", "/date"},
        {"date_math", R"({"operation": "weekday", "date": "2023-02-29"})", "/date"},
        {"date_math", R"({"operation": "weekday", "date": "0000-01-01"})", "/date"},
        {"date_math", R"({"operation": "weekday", "date": "2023-2-9"})", "/date"},
        {"date_math", R"({"operation": "weekday", "date": "2023-02-09", "days": 1})", "/days"},
        {"date_math", R"({"operation": "difference", "from": "2023-02-09", "to": "2023-02-10", "date": "2023-02-10"})",
         "/date"},
        {"date_math", R"({"operation": "add", "date": "2023-02-09", "days": 1.5})", "/days"},
        {"date_math", R"({"operation": "add", "date": "2023-02-09", "days": 99999999999})", "/days"},
        {"text_stats", R"({"text": []})", "/text"},
        {"text_stats", R"({"text": "a", "lang": "en"})", "/lang"},
    };
    for (const auto& [tool, input, path] : cases) {
        const auto result = invoke(tool, input);
        ASSERT_FALSE(result) << input;
        EXPECT_EQ(result.error().kind, Kind::bad_input) << input;
        ASSERT_EQ(result.error().errors.size(), 1u) << input << json::serialize(result.error().errors);
        EXPECT_EQ(result.error().errors[0].at("path").as_string(), path) << input;
        EXPECT_EQ(result.error().errors[0].at("in").as_string(), "body");
    }
}

TEST(Tools, FailAsAValue) {
    const std::tuple<const char*, std::string, Kind, const char*> cases[] = {
        {"calculator", R"({"expression": "1/0"})", Kind::failed, ""},
        {"calculator", R"({"expression": "10^10^10"})", Kind::limit_exceeded, "max_exponent"},
        {"unit_convert", R"({"value": 5, "from": "km", "to": "kg"})", Kind::failed, ""},
        {"unit_convert", R"({"value": -1, "from": "K", "to": "celsius"})", Kind::failed, ""},
        {"unit_convert", R"({"value": "1e5000", "from": "km", "to": "m"})", Kind::limit_exceeded, "max_exponent"},
        {"date_math", R"({"operation": "add", "date": "9999-12-31", "days": 1})", Kind::failed, ""},
        {"date_math", R"({"operation": "add", "date": "0001-01-01", "months": -1})", Kind::failed, ""},
        {"date_math", R"({"operation": "add", "date": "0001-01-01", "years": 4000000, "months": 4000000})",
         Kind::failed, ""},
        {"text_stats", R"({"text": ")" + std::string(1'000'001, 'a') + "\"}", Kind::limit_exceeded, "max_text_bytes"},
    };
    for (const auto& [tool, input, kind, limit] : cases) {
        const auto result = invoke(tool, input);
        ASSERT_FALSE(result) << input.substr(0, 80);
        EXPECT_EQ(result.error().kind, kind) << result.error().message;
        EXPECT_EQ(result.error().limit, limit);
        if (kind == Kind::limit_exceeded) {
            EXPECT_TRUE(registry().find(tool)->info().limits.contains(limit));
        }
    }
}

TEST(Tools, NameWhatIsNearAnUnknownUnit) {
    const auto result = invoke("unit_convert", R"({"value": 5, "from": "kilomter", "to": "m"})");
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find("kilometer"), std::string::npos) << result.error().message;
}

// Each unit is known by its own symbol, and a way there and back is no change.
TEST(Tools, ConvertThereAndBack) {
    for (const auto& row : unit_rows()) {
        const auto* unit = find_unit(row.symbol);
        ASSERT_NE(unit, nullptr) << row.symbol;
        EXPECT_EQ(unit->symbol, row.symbol);
        for (const auto& other : unit_rows()) {
            if (other.dimension != row.dimension) continue;
            const json::object there{{"value", "300"}, {"from", row.symbol}, {"to", other.symbol}};
            const auto half = registry().find("unit_convert")->invoke(there, {});
            ASSERT_TRUE(half) << row.symbol << " " << other.symbol;
            if (!half->at("exact").as_bool()) continue;
            const json::object back{{"value", half->at("value")}, {"from", other.symbol}, {"to", row.symbol}};
            EXPECT_EQ(registry().find("unit_convert")->invoke(back, {})->at("value"), "300")
                << row.symbol << " " << other.symbol;
        }
    }
}

// Day by day through four centuries: what is added is what the difference says, and weekdays never skip.
TEST(Tools, DatesKeepTheirLaws) {
    auto date = *parse_date("1896-02-27");
    for (int day = 0; day < 150'000; day += 37) {
        const auto there = shifted(date, 0, day);
        ASSERT_TRUE(there);
        const auto span = calendar_span(date, *there);
        EXPECT_EQ(shifted(date, span.years * 12 + span.months, span.days), there);
        EXPECT_EQ((std::chrono::sys_days(*there) - std::chrono::sys_days(date)).count(), day);
        const auto week = iso_week(*there);
        EXPECT_EQ(iso_week(*shifted(*there, 0, 7)).day, week.day);
        EXPECT_TRUE(week.week >= 1 && week.week <= 53);
        EXPECT_EQ(parse_date(to_text(*there)), there);
    }
}

// The question, the tool that takes it, and what it says.
TEST(Tools, UnderstandPlainEnglish) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"What is 17% of 2340?", "calculator", "17% of 2340 = **397.8**"},
        {"calculate 2*(3+4) please", "calculator", "`2*(3+4)` = **14**"},
        {"what's the square root of 16?", "calculator", "sqrt 16 = **4**"},
        {"10 divided by 4", "calculator", "10 / 4 = **2.5**"},
        {"10/3", "calculator", "10/3 \u2248 **3.33333333333**"},
        {"5 miles in km", "unit_convert", "5 mi = **8.04672 km**"},
        {"convert 1,500 m to kilometres", "unit_convert", "1500 m = **1.5 km**"},
        {"how many feet are in a mile?", "unit_convert", "1 mi = **5280 ft**"},
        {"How many seconds in 2 hours", "unit_convert", "2 h = **7200 s**"},
        {"-40 \u00b0F to \u00b0C", "unit_convert", "-40 \u00b0F = **-40 \u00b0C**"},
        {"5 in in cm", "unit_convert", "5 in = **12.7 cm**"},
        {"convert 3 cups to mL", "unit_convert", "3 cup = **709.7647095 mL**"},
        {"10 MB in Mb", "unit_convert", "10 MB = **80 Mbit**"},
        {"how many days from 2024-02-01 to 2025-03-15", "date_math",
         "From 2024-02-01 to 2025-03-15: **408 days** (1 year, 1 month, 14 days)."},
        {"days between 1 Jan 2024 and 31st of December, 2024", "date_math",
         "From 2024-01-01 to 2024-12-31: **365 days** (11 months, 30 days)."},
        {"what weekday is 2024-02-29", "date_math", "2024-02-29 is a **Thursday**."},
        {"What day of the week was July 4, 1776?", "date_math", "1776-07-04 is a **Thursday**."},
        {"which ISO week is 2024-12-30?", "date_math", "2024-12-30 is in ISO week **1** of 2025 (2025-W01-1)."},
        {"what date is 30 days after March 5, 2024", "date_math",
         "2024-03-05 plus 30 days is **2024-04-04**, a Thursday."},
        {"2024-03-31 - 1 month", "date_math", "2024-03-31 minus 1 month is **2024-02-29**, a Thursday."},
        {"how many words are in: one two, two", "text_stats",
         "The text has **3 words** (2 different), 12 characters, 9 letters, 1 sentence and 1 line (12 bytes)."},
        {"count the letters in \"a b\"", "text_stats",
         "The text has **2 words** (2 different), 3 characters, 2 letters, 1 sentence and 1 line (3 bytes)."},
    };
    for (const auto& [question, name, line] : cases) {
        for (const auto& tool : registry().all()) {
            const auto match = tool->match(question);
            EXPECT_EQ(match.has_value(), tool->info().name == name) << question << " by " << tool->info().name;
            if (!match) continue;
            EXPECT_GT(match->confidence, 0);
            const auto output = tool->invoke(match->input, {});
            ASSERT_TRUE(output) << question << ": " << output.error().message;
            EXPECT_EQ(tool->explain(match->input, *output), line);
        }
    }
}

TEST(Tools, LeaveAloneWhatIsNotTheirs) {
    for (const auto* text : {"",
                             " ",
                             "hello",
                             "tell me a joke",
                             "2024",
                             "5",
                             "2024-02-29",
                             "in",
                             "how many",
                             "how many words",
                             "pie",
                             "how many angels fit on a pin",
                             "5 miles",
                             "e",
                             "-",
                             "?",
                             "from to",
                             "\xff\xfe",
                             "convert",
                             "a to b",
                             "what is the meaning of life",
                             "days between now and then",
                             "100",
                             "I have 3 cats and 2 dogs"})
        for (const auto& tool : registry().all())
            EXPECT_FALSE(tool->match(text)) << text << " by " << tool->info().name;
}

TEST(Tools, SurviveHostileQuestions) {
    const std::string hostile[] = {
        std::string(65'536, '('),        std::string(65'536, '1'),
        std::string(65'536, '%'),        std::string(65'536, '"'),
        std::string(30'000, ' ') + "in", "how many words are in " + std::string(60'000, '\xf0'),
        "2" + std::string(4'000, '!'),   "5 " + std::string(60'000, 'a') + " in km"};
    for (const auto& text : hostile)
        for (const auto& tool : registry().all())
            if (const auto match = tool->match(text)) (void)tool->invoke(match->input, {});
}

}  // namespace
}  // namespace rustygpt::tools
