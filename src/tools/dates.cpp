#include "tools/dates.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "tools/english.h"

namespace rustygpt::tools {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> weekday_names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                        "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> month_names{"january",   "february", "march",    "april",
                                                       "may",       "june",     "july",     "august",
                                                       "september", "october",  "november", "december"};

bool in_range(Date date) { return date.ok() && int(date.year()) >= 1 && int(date.year()) <= 9999; }

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.starts_with('-')) return std::nullopt;
    return value;
}

std::optional<unsigned> month_number(std::string_view word) {
    for (unsigned i = 0; i < month_names.size(); ++i)
        if (word == month_names[i] || (word.size() >= 3 && word.size() <= 4 && month_names[i].starts_with(word)))
            return i + 1;
    return std::nullopt;
}

// "5", "5th", "1st"
std::optional<unsigned> day_number(std::string_view word) {
    for (const std::string_view ending : {"st", "nd", "rd", "th"})
        if (word.ends_with(ending)) {
            word.remove_suffix(2);
            break;
        }
    const auto value = word.size() <= 2 ? number(word) : std::nullopt;
    return value ? std::optional(unsigned(*value)) : std::nullopt;
}

std::optional<Date> made(std::optional<int> y, std::optional<unsigned> m, std::optional<unsigned> d) {
    if (!y || !m || !d || *d > 31) return std::nullopt;
    const Date date{year(*y), month(*m), day(*d)};
    return in_range(date) ? std::optional(date) : std::nullopt;
}

bool part_of_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0; }

bool shaped_like_date(std::string_view text) {
    if (text.size() != 10) return false;
    for (std::size_t i = 0; i < 10; ++i)
        if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
    return true;
}

// Words, numbers and signs; a date in digits stays one piece.
std::vector<std::string> words_of(std::string_view text) {
    const auto lower = english::lower(text);
    std::vector<std::string> words;
    for (std::size_t at = 0; at < lower.size();) {
        std::size_t end = at;
        while (end < lower.size() && part_of_word(lower[end])) ++end;
        if (end - at == 4 && shaped_like_date(std::string_view(lower).substr(at, 10)) &&
            (at + 10 == lower.size() || !part_of_word(lower[at + 10])))
            end = at + 10;
        if (end == at) ++end;
        if (const auto word = english::trimmed(std::string_view(lower).substr(at, end - at)); !word.empty())
            words.emplace_back(word);
        at = end;
    }
    return words;
}

// A date that is written in words at this place, and how many words it takes.
std::optional<std::pair<Date, std::size_t>> spelled_date(const std::vector<std::string>& words, std::size_t at) {
    const auto word = [&](std::size_t i) { return i < words.size() ? std::string_view(words[i]) : std::string_view(); };
    if (const auto month_ = month_number(word(at))) {
        const std::size_t comma = word(at + 2) == ",";
        const auto year_ = word(at + 2 + comma);
        if (year_.size() != 4) return std::nullopt;
        if (const auto date = made(number(year_), month_, day_number(word(at + 1)))) return std::pair(*date, 3 + comma);
    } else if (const auto day_ = day_number(word(at))) {
        const std::size_t of = word(at + 1) == "of";
        const std::size_t comma = word(at + 2 + of) == ",";
        const auto year_ = word(at + 2 + of + comma);
        if (year_.size() != 4) return std::nullopt;
        if (const auto date = made(number(year_), month_number(word(at + 1 + of)), day_))
            return std::pair(*date, 3 + of + comma);
    }
    return std::nullopt;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto y = number(text.substr(0, 4)), m = number(text.substr(5, 2)), d = number(text.substr(8, 2));
    if (!m || !d) return std::nullopt;
    return made(y, unsigned(*m), unsigned(*d));
}

std::string to_text(Date date) {
    return fmt::format("{:04}-{:02}-{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day()));
}

std::optional<Date> shifted(Date date, std::int64_t months_, std::int64_t days_) {
    constexpr std::int64_t most = 4'000'000;  // more than the days of 9,999 years
    if (std::abs(months_) > most || std::abs(days_) > most) return std::nullopt;
    const auto month_ = year_month(date.year(), date.month()) + months(months_);
    if (int(month_.year()) < -20'000 || int(month_.year()) > 30'000) return std::nullopt;
    Date there = month_ / date.day();
    if (!there.ok()) there = month_ / last;
    there = Date(sys_days(there) + days(days_));
    return in_range(there) ? std::optional(there) : std::nullopt;
}

CalendarSpan calendar_span(Date from, Date to) {
    if (to < from) {
        const auto back = calendar_span(to, from);
        return {-back.years, -back.months, -back.days};
    }
    std::int64_t whole =
        (int(to.year()) - int(from.year())) * 12 + int(unsigned(to.month())) - int(unsigned(from.month()));
    auto reached = shifted(from, whole, 0);
    if (!reached || *reached > to) reached = shifted(from, --whole, 0);
    return {whole / 12, whole % 12, (sys_days(to) - sys_days(*reached)).count()};
}

IsoWeek iso_week(Date date) {
    const auto day_ = sys_days(date);
    const auto iso_day = weekday(day_).iso_encoding();
    // The week belongs to the year of its Thursday.
    const auto thursday = day_ + days(4 - int(iso_day));
    const auto year_ = Date(thursday).year();
    const auto week = (thursday - sys_days(year_ / January / 1)).count() / 7 + 1;
    return {int(year_), int(week), int(iso_day)};
}

std::string_view weekday_name(Date date) { return weekday_names[weekday(sys_days(date)).c_encoding()]; }

DatedText dates_in(std::string_view text) {
    DatedText out;
    const auto words = words_of(text);
    for (std::size_t at = 0; at < words.size();) {
        std::size_t taken = 1;
        if (shaped_like_date(words[at])) {
            out.dates.push_back(words[at]);
            out.words.emplace_back("@");
        } else if (const auto spelled = spelled_date(words, at)) {
            out.dates.push_back(to_text(spelled->first));
            out.words.emplace_back("@");
            taken = spelled->second;
        } else {
            out.words.push_back(words[at]);
        }
        at += taken;
    }
    return out;
}

}  // namespace rustygpt::tools
