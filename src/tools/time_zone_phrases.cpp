#include "tools/time_zone_phrases.h"

#include "base/time.h"
#include "tools/english.h"
#include "tools/zones.h"

namespace rustygpt::tools {
namespace {

namespace json = boost::json;

// An IANA name, or a city's.
std::optional<std::string> place(std::string_view text) {
    english::take_back(text, {"time zone", "time", "'s", "timezone"});
    const auto& zones = ZoneDatabase::system();
    if (auto zone = zones.zone(text)) return zone;
    return zones.city(text);
}

// "2024-07-01 12:00", with seconds and an offset where they are; taken off the front.
std::optional<std::string> take_time(std::string_view& text) {
    constexpr std::size_t shortest = 16;  // 2024-07-01 12:00
    if (text.size() < shortest) return std::nullopt;
    // An "at" between date and time is how people say it.
    std::size_t end = std::min(text.find(' ', shortest), text.size());
    std::string time(text.substr(0, end));
    if (!parse_rfc3339(time) && !parse_rfc3339(time + "Z") && !parse_rfc3339(time + ":00Z")) return std::nullopt;
    text = english::trimmed(text.substr(end));
    return time;
}

bool names_an_instant(const std::string& time) { return parse_rfc3339(time).has_value(); }

// "UTC in New York": the time is one of UTC.
std::string in_utc(std::string time) { return parse_rfc3339(time + "Z") ? time + "Z" : time + ":00Z"; }

}  // namespace

std::optional<json::object> time_zone_question(std::string_view text) {
    if (text.size() > 300 || !text.contains(':')) return std::nullopt;
    auto rest = english::request(text);
    english::take(rest, {"what time is", "when is", "convert", "time of"});
    auto time = take_time(rest);
    if (!time) return std::nullopt;
    if (!names_an_instant(*time) && english::take(rest, {"utc", "gmt"})) time = in_utc(*time);
    const bool instant = names_an_instant(*time);
    english::take(rest, instant ? std::initializer_list<std::string_view>{"in", "to"}
                                : std::initializer_list<std::string_view>{"in", "from"});
    if (instant) {
        const auto to = place(rest);
        return to ? std::optional(json::object{{"time", *time}, {"to", *to}}) : std::nullopt;
    }
    const auto halves = english::split(rest, {"to", "in"});
    if (!halves) return std::nullopt;
    const auto from = place(halves->before), to = place(halves->after);
    if (!from || !to) return std::nullopt;
    return json::object{{"time", *time}, {"from", *from}, {"to", *to}};
}

}  // namespace rustygpt::tools
