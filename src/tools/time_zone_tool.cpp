#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "base/time.h"
#include "tools/dates.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/schema.h"
#include "tools/time_zone_phrases.h"
#include "tools/zones.h"

namespace rustygpt::tools {

struct TimeZoneInput {
    dto::Text<16, 40> time;
    std::optional<dto::Text<1, 64>> from;
    dto::Text<1, 64> to;
};
BOOST_DESCRIBE_STRUCT(TimeZoneInput, (), (time, from, to))

namespace {

using namespace std::chrono;

json::object time_properties() {
    return {{"utc", schema::text("RFC 3339.")},
            {"local", schema::text("What the clocks of `to` show.")},
            {"offset", schema::text("Of that from UTC: +HH:MM, with :SS where it has seconds.")},
            {"abbreviation", schema::text("CEST, -03.")},
            {"daylight", schema::flag("Whether daylight saving time is on.")}};
}

json::object time_zone_output() {
    auto properties = time_properties();
    properties["zone"] = schema::text("The zone `to`, as the database spells it.");
    properties["weekday"] = schema::text("Of the local date.");
    properties["kind"] = {{"type", "string"},
                          {"enum", {"instant", "unique", "gap", "overlap"}},
                          {"description",
                           "How `time` is to be read. gap: the clocks of `from` were put forward over it, so that it "
                           "was never shown. overlap: they were put back, so that it was shown twice."}};
    properties["alternative"] = schema::nullable(schema::closed(time_properties()));
    properties["alternative"].as_object()["description"] =
        "The other reading of a gap or an overlap, with the offset after the change; the first is with the one before.";
    return schema::document(std::move(properties));
}

Info describe_time_zone() {
    const auto& version = ZoneDatabase::system().version();
    Info info;
    info.name = "time_zone";
    info.version = "1.0.0+tzdata." + (version.empty() ? "none" : version);
    info.description =
        "Converts a given time between the IANA time zones, with daylight saving time, its gaps and its overlaps. "
        "Rules come from the system's tzdata, whose release is part of this tool's version; the future follows the "
        "rules of today.";
    info.input_schema = input_schema<TimeZoneInput>(
        {{"time",
          "With an offset or Z an instant (2024-07-01T12:00:00Z), without one a wall clock's time in `from`. Years 1 "
          "to 9999; fractions of a second are cut."},
         {"from", "The zone of a time without offset, as Europe/Berlin."},
         {"to", "The zone to tell it in."}});
    info.output_schema = time_zone_output();
    info.limits = {{"min_year", 1}, {"max_year", 9999}, {"max_zone_bytes", 64}};
    info.examples = {
        {{{"time", "2024-07-01T12:00:00Z"}, {"to", "America/New_York"}},
         {{"utc", "2024-07-01T12:00:00Z"},
          {"local", "2024-07-01T08:00:00"},
          {"offset", "-04:00"},
          {"abbreviation", "EDT"},
          {"daylight", true},
          {"zone", "America/New_York"},
          {"weekday", "Monday"},
          {"kind", "instant"},
          {"alternative", nullptr}}},
        {{{"time", "2024-11-03T01:30:00"}, {"from", "America/New_York"}, {"to", "Europe/Berlin"}},
         {{"utc", "2024-11-03T05:30:00Z"},
          {"local", "2024-11-03T06:30:00"},
          {"offset", "+01:00"},
          {"abbreviation", "CET"},
          {"daylight", false},
          {"zone", "Europe/Berlin"},
          {"weekday", "Sunday"},
          {"kind", "overlap"},
          {"alternative",
           {{"utc", "2024-11-03T06:30:00Z"},
            {"local", "2024-11-03T07:30:00"},
            {"offset", "+01:00"},
            {"abbreviation", "CET"},
            {"daylight", false}}}}},
        {{{"time", "2024-03-31T02:30:00"}, {"from", "europe/berlin"}, {"to", "Europe/Berlin"}},
         {{"utc", "2024-03-31T01:30:00Z"},
          {"local", "2024-03-31T03:30:00"},
          {"offset", "+02:00"},
          {"abbreviation", "CEST"},
          {"daylight", true},
          {"zone", "Europe/Berlin"},
          {"weekday", "Sunday"},
          {"kind", "gap"},
          {"alternative",
           {{"utc", "2024-03-31T00:30:00Z"},
            {"local", "2024-03-31T01:30:00"},
            {"offset", "+01:00"},
            {"abbreviation", "CET"},
            {"daylight", false}}}}},
    };
    return info;
}

bool in_range(seconds since_epoch) {
    const auto year = int(year_month_day(floor<days>(sys_seconds(since_epoch))).year());
    return year >= 1 && year <= 9999;
}

// "2024-07-01T12:00:00"
std::string told(seconds since_epoch) {
    auto text = to_rfc3339(Time(since_epoch));
    text.resize(19);
    return text;
}

std::string told_offset(seconds offset) {
    const hh_mm_ss clock(abs(offset));
    auto text = fmt::format("{}{:02}:{:02}", offset < 0s ? '-' : '+', clock.hours().count(), clock.minutes().count());
    if (clock.seconds() != 0s) text += fmt::format(":{:02}", clock.seconds().count());
    return text;
}

struct Reading {
    WallTime::Kind kind = WallTime::Kind::unique;
    bool instant = false;
    sys_seconds first;
    sys_seconds second;
};

std::string zone_at(std::string_view path, std::string_view name) {
    auto zone = ZoneDatabase::system().zone(name);
    if (!zone) throw bad_input(path, "must be a zone of the IANA database, as Europe/Berlin");
    return *zone;
}

[[noreturn]] void unreadable() { throw failed("The time zone database of this server can't be read."); }

Reading reading_of(const TimeZoneInput& read) {
    if (const auto instant = parse_rfc3339(read.time.value)) {
        if (read.from) throw bad_input("/from", "is not for a time that has its own offset");
        const auto time = floor<seconds>(*instant);
        return {.instant = true, .first = time, .second = time};
    }
    auto wall = parse_rfc3339(read.time.value + "Z");
    if (!wall) wall = parse_rfc3339(read.time.value + ":00Z");
    if (!wall) throw bad_input("/time", "must be a date and time as 2024-07-01T12:00:00, with or without an offset");
    if (!read.from) throw bad_input("/from", "is required for a time without an offset");
    const auto zone = zone_at("/from", read.from->value);
    const auto meaning = ZoneDatabase::meaning_of(zone, local_seconds(floor<seconds>(*wall).time_since_epoch()));
    if (!meaning) unreadable();
    return {.kind = meaning->kind, .instant = false, .first = meaning->first, .second = meaning->second};
}

json::object told_in(const std::string& zone, sys_seconds time) {
    const auto there = ZoneDatabase::at(zone, time);
    if (!there) unreadable();
    const auto local = there->local().time_since_epoch();
    if (!in_range(time.time_since_epoch()) || !in_range(local))
        throw failed("The time lies outside the years 1 to 9999.");
    return {{"utc", told(time.time_since_epoch()) + "Z"},
            {"local", told(local)},
            {"offset", told_offset(there->offset)},
            {"abbreviation", there->abbreviation},
            {"daylight", there->daylight}};
}

json::value converted(const TimeZoneInput& read) {
    const auto& zones = ZoneDatabase::system();
    if (zones.version().empty()) throw failed("This server has no time zone database (package tzdata).");
    if (!zones.unchanged()) throw failed("The time zone database was replaced while the server ran: restart it.");
    const auto zone = zone_at("/to", read.to.value);
    const auto reading = reading_of(read);
    auto out = told_in(zone, reading.first);
    const auto local = *parse_rfc3339(std::string(out.at("local").as_string()) + "Z");
    out["zone"] = zone;
    out["weekday"] = weekday_name(Date(floor<days>(local)));
    const bool unique = reading.kind == WallTime::Kind::unique;
    out["kind"] = reading.instant                           ? "instant"
                  : unique                                  ? "unique"
                  : reading.kind == WallTime::Kind::overlap ? "overlap"
                                                            : "gap";
    out["alternative"] = unique ? json::value() : json::value(told_in(zone, reading.second));
    return out;
}

std::string_view text_of(const json::value& value) { return value.as_string(); }

// "2024-07-01 08:00:00"
std::string spoken(const json::value& time) {
    std::string text(text_of(time).substr(0, 19));
    text[10] = ' ';
    return text;
}

class TimeZoneTool final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult { return converted(read_input<TimeZoneInput>(input)); });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        auto input = time_zone_question(intent);
        if (!input) return std::nullopt;
        return Match{.input = std::move(*input), .confidence = 0.97};
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        const auto kind = text_of(output.at("kind"));
        const auto* from = input.if_contains("from");
        const auto where = from != nullptr && from->is_string()
                               ? fmt::format("{} in {}", spoken(input.at("time")), text_of(*from))
                               : fmt::format("{} UTC", spoken(output.at("utc")));
        auto line = fmt::format("{} is **{}** in {} ({}, {}, UTC{})", where, spoken(output.at("local")),
                                text_of(output.at("zone")), text_of(output.at("weekday")),
                                text_of(output.at("abbreviation")), text_of(output.at("offset")));
        if (kind == "gap" || kind == "overlap")
            line += fmt::format("; the clocks {}, so it may also be **{}**",
                                kind == "gap" ? "were put forward over that time" : "showed that time twice",
                                spoken(output.at("alternative").at("local")));
        return line + ".";
    }

private:
    Info info_ = describe_time_zone();
};

}  // namespace

std::unique_ptr<Tool> make_time_zone_tool() { return std::make_unique<TimeZoneTool>(); }

}  // namespace rustygpt::tools
