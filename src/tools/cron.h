#pragma once

#include <array>
#include <bitset>
#include <chrono>
#include <optional>
#include <string_view>

namespace rustygpt::tools {

using Minute = std::chrono::sys_time<std::chrono::minutes>;

// A five-field cron expression: minute, hour, day of the month, month, day of the week.
// A field is a comma-separated list of "*", "n", "n-m", each but the second with "/step" behind it where wanted; months
// and weekdays have English three-letter names too; Sunday is 0 or 7. @yearly, @annually, @monthly, @weekly, @daily,
// @midnight and @hourly stand for a whole expression.
// Of the two day fields both must fit where one of them begins with "*"; where neither does, one that fits is enough.
class CronSchedule {
public:
    static constexpr int max_search_years = 400;  // after that long the calendar repeats itself
    static constexpr int max_year = 9999;

    // Throws ToolError{bad_input} for "/expression" that says which field is wrong.
    static CronSchedule parse(std::string_view expression);

    // The first minute later than this one; nothing within max_search_years or before max_year has ended.
    [[nodiscard]] std::optional<Minute> next_after(Minute minute) const;

private:
    [[nodiscard]] bool fits(std::chrono::year_month_day date) const;
    // The first fitting minute of a day, from this minute of it on.
    [[nodiscard]] std::optional<int> minute_of_day(int from) const;

    std::bitset<60> minutes_;
    std::bitset<60> hours_;
    std::bitset<60> days_;
    std::bitset<60> months_;
    std::bitset<60> weekdays_;  // Sunday 0 to Saturday 6
    bool any_day_ = false;
    bool any_weekday_ = false;
};

}  // namespace rustygpt::tools
