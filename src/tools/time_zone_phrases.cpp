#include "tools/time_zone_phrases.h"

#include <vector>

#include "base/time.h"
#include "tools/asking.h"
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
    std::size_t end = std::min(text.find_first_of(" ,;?!", shortest), text.size());
    std::string time(text.substr(0, end));
    if (!parse_rfc3339(time) && !parse_rfc3339(time + "Z") && !parse_rfc3339(time + ":00Z")) return std::nullopt;
    text = text.substr(end);
    while (english::take(text, {",", ";", "?", "!"})) {}
    text = english::trimmed(text);
    return time;
}

bool names_an_instant(const std::string& time) { return parse_rfc3339(time).has_value(); }

// "UTC in New York": the time is one of UTC.
std::string in_utc(std::string time) { return parse_rfc3339(time + "Z") ? time + "Z" : time + ":00Z"; }

// What goes before and behind the time in "when it is TIME in Paris".
bool take_condition(std::string_view& text) {
    return english::take(text, {"when it is", "when it's", "when it\u2019s", "if it is", "if it's", "if it\u2019s"});
}

// "TIME UTC in New York", "TIME from Berlin to Tokyo"
std::optional<json::object> conversion(std::string_view rest) {
    auto time = take_time(rest);
    if (!time) return std::nullopt;
    if (!names_an_instant(*time) && english::take(rest, {"utc", "gmt"})) time = in_utc(*time);
    const bool instant = names_an_instant(*time);
    english::take(rest, {"is"});
    english::take(rest, instant ? std::initializer_list<std::string_view>{"in", "to"}
                                : std::initializer_list<std::string_view>{"in", "from"});
    if (instant) {
        const auto to = place(rest);
        return to ? std::optional(json::object{{"time", *time}, {"to", *to}}) : std::nullopt;
    }
    const auto halves = english::split(rest, {"to", "in", "is in"});
    if (!halves) return std::nullopt;
    const auto from = place(halves->before), to = place(halves->after);
    if (!from || !to) return std::nullopt;
    return json::object{{"time", *time}, {"from", *from}, {"to", *to}};
}

// The same two places in one order: "TIME in Los Angeles to Paris".
std::optional<json::object> conditional(std::string_view given, std::string_view target) {
    while (english::take_back(given, {",", "then"})) {}
    english::take_back(target, {","});
    return conversion(std::string(given) + " to " + std::string(target));
}

// A city or a zone of up to three words at the front, taken off.
std::optional<std::string> take_place(std::string_view& text) {
    std::size_t end = 0;
    std::optional<std::string> found;
    auto rest = text;
    for (int words = 0; words < 3 && end < text.size(); ++words) {
        end = std::min(text.find_first_of(" ,;:?!\n", end + 1), text.size());
        auto name = text.substr(0, end);
        if (end == text.size() && name.ends_with('.')) name.remove_suffix(1);
        if (auto zone = place(name)) {
            found = std::move(zone);
            rest = english::trimmed(text.substr(end));
        }
    }
    text = rest;
    return found;
}

// One time, one place of it or none, another place, and words that ask, in any order.
std::optional<json::object> in_any_order(std::string_view text) {
    std::optional<std::string> time;
    std::vector<std::string> places;
    bool asked_first = false;  // "what time is it in Tokyo when ..."
    std::string around;
    for (auto rest = english::trimmed(text); !rest.empty();) {
        if (!time && rest[0] >= '0' && rest[0] <= '9') {
            std::string_view taken = rest;
            time = take_time(taken);
            if (!time) return std::nullopt;
            if (!names_an_instant(*time) && english::take(taken, {"utc", "gmt"})) time = in_utc(*time);
            rest = taken;
            continue;
        }
        const bool placed = english::take(rest, {"in", "from", "to", "at", "leaves", "leaving"});
        if (placed && !rest.empty() && rest[0] >= '0' && rest[0] <= '9') continue;
        if (auto found = take_place(rest); found && (placed || time)) {
            asked_first = asked_first || (!time && english::mentions(around, {"time"}));
            places.push_back(std::move(*found));
            continue;
        }
        const auto end = std::min(rest.find(' '), rest.size());
        (around += rest.substr(0, end)) += ' ';
        rest = english::trimmed(rest.substr(end));
    }
    if (!time ||
        !english::only_asks(english::words_of(around),
                            {"time", "times", "local", "call", "calls", "meeting", "flight", "leave", "leaves", "start",
                             "starts", "begins", "o'clock", "clock", "land", "lands", "zone", "timezone"}))
        return std::nullopt;
    if (places.size() == 1 && names_an_instant(*time)) return json::object{{"time", *time}, {"to", places[0]}};
    if (places.size() != 2 || names_an_instant(*time)) return std::nullopt;
    return json::object{{"time", *time}, {"from", places[asked_first ? 1 : 0]}, {"to", places[asked_first ? 0 : 1]}};
}

std::optional<json::object> in_order(std::string_view text) {
    auto rest = english::request(text);
    // "when it is TIME in Los Angeles, what time is it in Paris"
    if (auto given = rest; take_condition(given)) {
        const auto halves = english::split(given, {"what time is it in", "what time is that in", "what is the time in",
                                                   "what's the time in", "what time would it be in", "what is it in"});
        return halves ? conditional(halves->before, halves->after) : std::nullopt;
    }
    // "what time is it in Paris when it is TIME in Los Angeles"
    if (auto asked = rest; english::take(asked, {"what time is it in", "what time would it be in", "the time in"}))
        if (const auto halves = english::split(asked, {"when", "if"})) {
            auto given = rest.substr(static_cast<std::size_t>(asked.data() - rest.data()) + halves->at);
            return take_condition(given) ? conditional(given, halves->before) : std::nullopt;
        }
    english::take(rest, {"what time is", "what time", "when is", "convert", "time of", "the time"});
    return conversion(rest);
}

}  // namespace

std::optional<json::object> time_zone_question(std::string_view text) {
    if (text.size() > 300 || !text.contains(':')) return std::nullopt;
    auto found = in_order(text);
    return found ? found : in_any_order(text);
}

}  // namespace rustygpt::tools
