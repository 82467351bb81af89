#include "tools/cron.h"

#include <charconv>
#include <span>

#include <fmt/format.h>

#include "tools/describe.h"
#include "tools/english.h"

namespace rustygpt::tools {
namespace {

using namespace std::chrono;

constexpr std::string_view month_names[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                            "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view weekday_names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct Field {
    std::string_view name;
    int low;
    int high;
    std::span<const std::string_view> names;  // of low, low + 1 ...
};
constexpr Field fields[] = {{"minute", 0, 59, {}},
                            {"hour", 0, 23, {}},
                            {"day of the month", 1, 31, {}},
                            {"month", 1, 12, month_names},
                            {"day of the week", 0, 7, weekday_names}};

[[noreturn]] void wrong(const Field& field, std::string_view part) {
    throw bad_input("/expression", fmt::format("has no valid {}: {}", field.name, part.empty() ? "it is empty" : part));
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || text.size() > 4 || error != std::errc{} || end != text.data() + text.size() || value < 0)
        return std::nullopt;
    return value;
}

std::optional<int> value_of(std::string_view text, const Field& field) {
    for (std::size_t i = 0; i < field.names.size(); ++i)
        if (english::lower(text) == field.names[i]) return field.low + static_cast<int>(i);
    const auto value = number(text);
    return value && *value >= field.low && *value <= field.high ? value : std::nullopt;
}

void add_part(std::bitset<60>& out, std::string_view part, const Field& field) {
    const auto slash = part.find('/');
    const auto range = part.substr(0, slash);
    const auto dash = range.find('-');
    auto low = std::optional(field.low), high = std::optional(field.high);
    if (range != "*") {
        low = value_of(range.substr(0, dash), field);
        high = dash == range.npos ? low : value_of(range.substr(dash + 1), field);
        // "5/15" means different things to different crons.
        if (dash == range.npos && slash != part.npos) wrong(field, part);
    }
    const auto step = slash == part.npos ? std::optional(1) : number(part.substr(slash + 1));
    if (!low || !high || !step || *step == 0 || *low > *high) wrong(field, part);
    for (int value = *low; value <= *high; value += *step) out.set(static_cast<std::size_t>(value));
}

std::bitset<60> field_of(std::string_view text, const Field& field) {
    std::bitset<60> out;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        add_part(out, text.substr(at, end - at), field);
        at = end + 1;
    }
    return out;
}

std::string_view spelled_out(std::string_view expression) {
    static constexpr std::pair<std::string_view, std::string_view> table[] = {
        {"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}, {"@monthly", "0 0 1 * *"}, {"@weekly", "0 0 * * 0"},
        {"@daily", "0 0 * * *"},  {"@midnight", "0 0 * * *"}, {"@hourly", "0 * * * *"}};
    for (const auto& [name, meaning] : table)
        if (english::lower(expression) == name) return meaning;
    return expression;
}

std::array<std::string_view, 5> split(std::string_view expression) {
    std::array<std::string_view, 5> out;
    std::size_t count = 0;
    constexpr std::string_view white = " \t";
    for (auto at = expression.find_first_not_of(white); at != expression.npos;) {
        const auto end = std::min(expression.find_first_of(white, at), expression.size());
        if (count < out.size()) out[count] = expression.substr(at, end - at);
        ++count;
        at = expression.find_first_not_of(white, end);
    }
    if (count != out.size())
        throw bad_input("/expression", fmt::format("must have five fields, and not {}: minute, hour, day of the month, "
                                                   "month, day of the week",
                                                   count));
    return out;
}

std::optional<int> first_from(const std::bitset<60>& set, int from, int end) {
    for (; from < end; ++from)
        if (set[static_cast<std::size_t>(from)]) return from;
    return std::nullopt;
}

}  // namespace

CronSchedule CronSchedule::parse(std::string_view expression) {
    const auto texts = split(spelled_out(english::trimmed(expression)));
    CronSchedule schedule;
    schedule.minutes_ = field_of(texts[0], fields[0]);
    schedule.hours_ = field_of(texts[1], fields[1]);
    schedule.days_ = field_of(texts[2], fields[2]);
    schedule.months_ = field_of(texts[3], fields[3]);
    schedule.weekdays_ = field_of(texts[4], fields[4]);
    if (schedule.weekdays_[7]) schedule.weekdays_.set(0);
    schedule.any_day_ = texts[2].starts_with('*');
    schedule.any_weekday_ = texts[4].starts_with('*');
    return schedule;
}

bool CronSchedule::fits(year_month_day date) const {
    const bool day_fits = days_[unsigned(date.day())];
    const bool weekday_fits = weekdays_[weekday(sys_days(date)).c_encoding()];
    return any_day_ || any_weekday_ ? day_fits && weekday_fits : day_fits || weekday_fits;
}

std::optional<int> CronSchedule::minute_of_day(int from) const {
    for (auto hour = first_from(hours_, from / 60, 24); hour; hour = first_from(hours_, *hour + 1, 24)) {
        const int begin = *hour * 60 < from ? from % 60 : 0;
        if (const auto found = first_from(minutes_, begin, 60)) return *hour * 60 + *found;
    }
    return std::nullopt;
}

std::optional<Minute> CronSchedule::next_after(Minute minute) const {
    const auto first = minute + minutes(1);
    auto day = floor<days>(first);
    int from = static_cast<int>((first - day).count());
    const auto last_year = std::min(max_year, int(year_month_day(day).year()) + max_search_years);
    for (;;) {
        const year_month_day date(day);
        if (int(date.year()) > last_year) return std::nullopt;
        if (!months_[unsigned(date.month())]) {
            day = sys_days((year_month(date.year(), date.month()) + months(1)) / 1);
        } else {
            if (fits(date))
                if (const auto found = minute_of_day(from)) return day + minutes(*found);
            day += days(1);
        }
        from = 0;
    }
}

}  // namespace rustygpt::tools
