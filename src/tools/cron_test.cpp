#include "tools/cron.h"

#include "tools/invoke_test.h"

namespace rustygpt::tools {
namespace {

using namespace std::chrono;
using Kind = ToolError::Kind;

Minute at(sys_days day, int hour = 0, int minute = 0) { return day + hours(hour) + minutes(minute); }

json::array times(std::string_view expression, std::string_view after, int count = 3) {
    return output_of("cron_next", json::object{{"expression", expression}, {"after", after}, {"count", count}})
        .at("times")
        .as_array();
}

TEST(Cron, ComesWhenItSays) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"* * * * *", "2024-03-01T12:00:30Z", "2024-03-01T12:01:00.000Z"},
        {"0 0 1 1 *", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00.000Z"},
        {"59 23 31 12 *", "2024-12-31T23:58:59Z", "2024-12-31T23:59:00.000Z"},
        {"0 9 * * 1-5", "2024-03-01T09:00:00Z", "2024-03-04T09:00:00.000Z"},
        {"0 9 * * mon-fri", "2024-03-01T09:00:00Z", "2024-03-04T09:00:00.000Z"},
        {"0 0 * * 7", "2024-03-01T00:00:00Z", "2024-03-03T00:00:00.000Z"},
        {"0 0 * * 0", "2024-03-01T00:00:00Z", "2024-03-03T00:00:00.000Z"},
        {"0 0 * * 5-7", "2024-03-02T00:00:00Z", "2024-03-03T00:00:00.000Z"},
        {"5,10-12,*/30 4 * JAN,mar *", "2024-02-01T00:00:00Z", "2024-03-01T04:00:00.000Z"},
        {"10-50/20 * * * *", "2024-02-01T00:31:00Z", "2024-02-01T00:50:00.000Z"},
        {"@hourly", "2024-02-01T00:31:00+05:30", "2024-01-31T20:00:00.000Z"},
        {"  @Daily ", "2024-02-01T00:31:00Z", "2024-02-02T00:00:00.000Z"},
        // Both day fields restricted: one that fits is enough.
        {"0 0 13 * fri", "2024-09-07T00:00:00Z", "2024-09-13T00:00:00.000Z"},
        {"0 0 1 * fri", "2024-09-25T00:00:00Z", "2024-09-27T00:00:00.000Z"},
        // One begins with a star: both have to fit.
        {"0 0 */2 * fri", "2024-09-06T00:00:00Z", "2024-09-13T00:00:00.000Z"},
        {"0 0 29 2 */7", "2024-01-01T00:00:00Z", "2032-02-29T00:00:00.000Z"}};
    for (const auto& [expression, after, next] : cases) {
        const auto found = times(expression, after, 1);
        ASSERT_EQ(found.size(), 1u) << expression;
        EXPECT_EQ(found[0].as_string(), next) << expression;
    }
}

TEST(Cron, EndsItsSearch) {
    const auto begin = steady_clock::now();
    EXPECT_TRUE(times("0 0 30 2 *", "2024-01-01T00:00:00Z", 100).empty());
    EXPECT_TRUE(times("0 0 31 4,6,9,11 *", "0001-01-01T00:00:00Z", 100).empty());
    EXPECT_EQ(times("0 0 29 2 */7", "2024-01-01T00:00:00Z", 100).size(), 100u);  // leap days that are Sundays
    EXPECT_EQ(times("* * * * *", "9999-12-31T23:57:00Z", 100).size(), 2u);
    EXPECT_LT(steady_clock::now() - begin, seconds(10));
}

// Any expression: what is found fits, and minute by minute nothing before it does.
TEST(Cron, SkipsNothing) {
    Random random(17);
    for (int round = 0; round < 200; ++round) {
        const int minute = between(random, 0, 59), hour = between(random, 0, 23), day = between(random, 1, 31),
                  step = between(random, 1, 40), weekday_ = between(random, 0, 7);
        const bool any_day = round % 2 == 0, any_weekday = round % 3 == 0;
        const auto expression = std::to_string(minute) + ",*/" + std::to_string(step) + " " + std::to_string(hour) +
                                " " + (any_day ? "*" : std::to_string(day)) + " * " +
                                (any_weekday ? "*" : std::to_string(weekday_));
        const auto schedule = CronSchedule::parse(expression);
        const auto fits = [&](Minute time) {
            const auto date = floor<days>(time);
            const auto in_day = (time - date).count();
            const bool day_fits = any_day || unsigned(year_month_day(date).day()) == unsigned(day);
            const bool weekday_fits = any_weekday || weekday(date).c_encoding() == unsigned(weekday_ % 7);
            return in_day / 60 == hour && (in_day % 60 == minute || in_day % 60 % step == 0) &&
                   (any_day || any_weekday ? day_fits && weekday_fits : day_fits || weekday_fits);
        };
        const auto after = at(2023y / January / 1) + minutes(between(random, 0, 500'000));
        const auto next = schedule.next_after(after);
        ASSERT_TRUE(next) << expression;
        for (auto time = after + minutes(1); time < *next; time += minutes(1)) ASSERT_FALSE(fits(time)) << expression;
        EXPECT_TRUE(fits(*next)) << expression;
    }
}

TEST(Cron, RefusesTheRest) {
    for (const auto* expression :
         {"* * * *",         "* * * * * *",   "60 * * * *",       "-1 * * * *",      "* 24 * * *",     "* * 0 * *",
          "* * 32 * *",      "* * * 13 *",    "* * * * 8",        "5/15 * * * *",    "*/0 * * * *",    "10-5 * * * *",
          "1- * * * *",      ",1 * * * *",    "1,, * * * *",      "* * * foo *",     "jan * * * *",    "@reboot",
          "*/99999 * * * *", "1-2-3 * * * *", "\xc3\xa9 * * * *", "fri-mon * * * *", "* * * * fri-mon"})
        expect_refused("cron_next",
                       {{json::serialize(json::object{{"expression", expression}, {"after", "2024-01-01T00:00:00Z"}}),
                         Kind::bad_input, "/expression"}});
    expect_refused(
        "cron_next",
        {
            {R"({"expression": "* * * * *"})", Kind::bad_input, "/after"},
            {R"({"expression": "* * * * *", "after": "2024-01-01"})", Kind::bad_input, "/after"},
            {R"({"expression": "* * * * *", "after": "0000-01-01T00:00:00Z"})", Kind::bad_input, "/after"},
            {R"({"expression": "* * * * *", "after": "9999-12-31T23:59:00-01:00"})", Kind::bad_input, "/after"},
            {R"({"expression": "* * * * *", "after": "2024-01-01T00:00:00Z", "count": 101})", Kind::bad_input,
             "/count"},
            {R"({"expression": "* * * * *", "after": "2024-01-01T00:00:00Z", "count": 0})", Kind::bad_input, "/count"},
            {R"({"expression": ")" + std::string(300, '*') + R"(", "after": "2024-01-01T00:00:00Z"})", Kind::bad_input,
             "/expression"},
        });
}

}  // namespace
}  // namespace rustygpt::tools
