#include "base/time.h"

#include <fmt/format.h>

namespace rustygpt {
namespace {

using namespace std::chrono;

// Takes `digits` decimal digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || !any_of.contains(text.front())) return false;
    text.remove_prefix(1);
    return true;
}

// ".123456" -> 123; nothing at all -> 0.
std::optional<milliseconds> take_fraction(std::string_view& text) {
    if (!take(text, ".")) return 0ms;
    int value = 0;
    std::size_t digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++digits)
        if (digits < 3) value = value * 10 + (text.front() - '0');
    if (digits == 0) return std::nullopt;
    for (; digits < 3; ++digits) value *= 10;
    return milliseconds(value);
}

std::optional<minutes> take_offset(std::string_view& text) {
    if (take(text, "Zz")) return 0min;
    if (text.empty()) return std::nullopt;
    const char sign = text.front();
    if (!take(text, "+-")) return std::nullopt;
    const auto hour = take_number(text, 2);
    if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
    const auto minute = take_number(text, 2);
    if (!minute || *minute > 59) return std::nullopt;
    const auto offset = hours(*hour) + minutes(*minute);
    return sign == '-' ? -offset : offset;
}

}  // namespace

Time SystemClock::now() const { return floor<milliseconds>(system_clock::now()); }

std::string to_rfc3339(Time time) {
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(time - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int(date.year()), unsigned(date.month()),
                       unsigned(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::optional<Time> parse_rfc3339(std::string_view text) {
    const auto y = take_number(text, 4);
    if (!y || !take(text, "-")) return std::nullopt;
    const auto m = take_number(text, 2);
    if (!m || !take(text, "-")) return std::nullopt;
    const auto d = take_number(text, 2);
    if (!d || !take(text, "Tt ")) return std::nullopt;
    const auto hour = take_number(text, 2);
    if (!hour || *hour > 23 || !take(text, ":")) return std::nullopt;
    const auto minute = take_number(text, 2);
    if (!minute || *minute > 59 || !take(text, ":")) return std::nullopt;
    const auto second = take_number(text, 2);
    if (!second || *second > 60) return std::nullopt;
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    const year_month_day date{year(*y), month(unsigned(*m)), day(unsigned(*d))};
    if (!date.ok()) return std::nullopt;
    return Time(sys_days(date)) + hours(*hour) + minutes(*minute) + seconds(*second) + *fraction - *offset;
}

}  // namespace rustygpt
