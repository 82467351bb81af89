#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rustygpt::tools {

using Date = std::chrono::year_month_day;

// "2024-02-29": four, two and two digits, a day that exists in the proleptic Gregorian calendar, years 1 to 9999.
std::optional<Date> parse_date(std::string_view text);
std::string to_text(Date date);

// Months first, keeping the day or taking the month's last where it has none; then days. Nothing outside years 1 to
// 9999.
std::optional<Date> shifted(Date date, std::int64_t months, std::int64_t days);

struct CalendarSpan {
    std::int64_t years = 0;
    std::int64_t months = 0;
    std::int64_t days = 0;
};
// What has to be added to `from` to reach `to`: as many whole months as fit, then days. All negative (or zero) where
// `to` is earlier: then it is what has to be added to `to`, with the sign turned.
CalendarSpan calendar_span(Date from, Date to);

struct IsoWeek {
    int year = 0;
    int week = 0;  // 1 to 53
    int day = 0;   // Monday 1 to Sunday 7
};
IsoWeek iso_week(Date date);  // ISO 8601

std::string_view weekday_name(Date date);

// A text with its dates taken out: each of "2024-02-29", "29 February 2024", "Feb 29th, 2024" becomes "@".
struct DatedText {
    std::vector<std::string> words;  // lower case; "@" for each date
    std::vector<std::string> dates;  // YYYY-MM-DD; what is written so, but is no day (2023-02-29), counts as well
};
DatedText dates_in(std::string_view text);

}  // namespace rustygpt::tools
