#include "tools/invoke_test.h"
#include "tools/zones.h"

namespace rustygpt::tools {
namespace {

using namespace std::chrono;
using Kind = ToolError::Kind;

json::object told(std::string time, std::string from, std::string to) {
    json::object input{{"time", std::move(time)}, {"to", std::move(to)}};
    if (!from.empty()) input["from"] = std::move(from);
    return output_of("time_zone", input);
}

TEST(TimeZone, NamesTheReleaseOfItsData) {
    const auto& zones = ZoneDatabase::system();
    ASSERT_FALSE(zones.version().empty());
    EXPECT_TRUE(zones.unchanged());
    EXPECT_EQ(tool_named("time_zone").info().version, "1.0.0+tzdata." + zones.version());
}

// Against what Python's zoneinfo says; among them years beyond the table of transitions, which ends in 2037.
TEST(TimeZone, AgreesWithOthers) {
    const std::tuple<const char*, const char*, const char*, const char*> cases[] = {
        {"2040-07-01T12:00:00Z", "America/New_York", "2040-07-01T08:00:00", "-04:00"},
        {"2150-08-01T00:00:00Z", "America/St_Johns", "2150-07-31T21:30:00", "-02:30"},
        {"1916-05-01T00:00:00Z", "Europe/Berlin", "1916-05-01T02:00:00", "+02:00"},
        {"1985-06-01T00:00:00Z", "Asia/Kathmandu", "1985-06-01T05:30:00", "+05:30"},
        {"2024-01-01T00:00:00Z", "Australia/Lord_Howe", "2024-01-01T11:00:00", "+11:00"},
        {"2011-12-30T12:00:00Z", "Pacific/Apia", "2011-12-31T02:00:00", "+14:00"},
        {"2024-03-20T00:00:00Z", "Africa/Casablanca", "2024-03-20T00:00:00", "+00:00"},
        {"1800-01-01T00:00:00Z", "America/New_York", "1799-12-31T19:03:58", "-04:56:02"},
        {"2024-02-29T23:59:60Z", "UTC", "2024-03-01T00:00:00", "+00:00"},
        {"2024-07-01T14:00:00.999+02:00", "UTC", "2024-07-01T12:00:00", "+00:00"}};
    for (const auto& [time, zone, local, offset] : cases) {
        const auto output = told(time, "", zone);
        EXPECT_EQ(text_at(output, "local"), local) << zone;
        EXPECT_EQ(text_at(output, "offset"), offset) << zone;
        EXPECT_EQ(text_at(output, "kind"), "instant");
    }
}

// The clocks of a zone, hour by hour through years with changes: what they show is read as the instant that it was, or,
// where they showed it twice, as one of two.
TEST(TimeZone, WallTimesLeadBack) {
    for (const std::string zone : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia",
                                   "America/Sao_Paulo", "Africa/Casablanca"}) {
        std::size_t twice = 0;
        for (auto time = sys_seconds(sys_days(2011y / January / 1)); time < sys_days(2013y / January / 1);
             time += 30min) {
            const auto shown = ZoneDatabase::at(zone, time);
            ASSERT_TRUE(shown);
            const auto meaning = ZoneDatabase::meaning_of(zone, shown->local());
            ASSERT_TRUE(meaning);
            EXPECT_NE(meaning->kind, WallTime::Kind::gap) << zone;
            EXPECT_TRUE(meaning->first == time || meaning->second == time) << zone;
            EXPECT_EQ(meaning->kind == WallTime::Kind::unique, meaning->first == meaning->second) << zone;
            twice += meaning->kind == WallTime::Kind::overlap;
        }
        EXPECT_GT(twice, 0u) << zone;
    }
}

TEST(TimeZone, ReportsGapsAndOverlaps) {
    // A whole day that Samoa left out.
    const auto skipped = told("2011-12-30T12:00", "Pacific/Apia", "Pacific/Apia");
    EXPECT_EQ(text_at(skipped, "kind"), "gap");
    EXPECT_EQ(text_at(skipped, "local"), "2011-12-31T12:00:00");
    EXPECT_EQ(text_at(skipped.at("alternative").as_object(), "local"), "2011-12-29T12:00:00");
    const auto twice = told("2024-10-27 02:30:00", "Europe/Berlin", "UTC");
    EXPECT_EQ(text_at(twice, "kind"), "overlap");
    EXPECT_EQ(text_at(twice, "utc"), "2024-10-27T00:30:00Z");
    EXPECT_EQ(text_at(twice.at("alternative").as_object(), "utc"), "2024-10-27T01:30:00Z");
    EXPECT_EQ(text_at(told("2024-10-27T03:00:00", "Europe/Berlin", "UTC"), "kind"), "unique");
}

TEST(TimeZone, FindsZonesByNameAndCity) {
    const auto& zones = ZoneDatabase::system();
    EXPECT_EQ(zones.zone("EUROPE/berlin"), "Europe/Berlin");
    EXPECT_EQ(zones.zone("utc"), "UTC");
    EXPECT_EQ(zones.city("new york"), "America/New_York");
    EXPECT_EQ(zones.city("Tokyo"), "Asia/Tokyo");
    // Names only: the reader of zone files would open a path as well.
    for (const auto* name : {"", ".", "..", "../etc/passwd", "/etc/passwd", "file:/etc/passwd", "Europe",
                             "Europe/Berlin/", "localtime", "tzdata.zi", "Fixed/UTC+05:00:00", "Europe/Berlin\n"})
        EXPECT_FALSE(zones.zone(name)) << name;
}

TEST(TimeZone, RefusesTheRest) {
    const auto input = [](std::string_view time, std::string_view more) {
        return R"({"time": ")" + std::string(time) + R"(", "to": "UTC")" + std::string(more) + "}";
    };
    expect_refused(
        "time_zone",
        {
            {input("yesterday at 12:00", ""), Kind::bad_input, "/time"},
            {input("2024-02-30T12:00:00Z", ""), Kind::bad_input, "/time"},
            {input("2024-02-01T25:00:00", R"(, "from": "UTC")"), Kind::bad_input, "/time"},
            {input("12024-02-01T12:00:00Z", ""), Kind::bad_input, "/time"},
            {input("2024-02-01T12:00:00", ""), Kind::bad_input, "/from"},
            {input("2024-02-01T12:00:00Z", R"(, "from": "UTC")"), Kind::bad_input, "/from"},
            {input("2024-02-01T12:00:00", R"(, "from": "Mars/Olympus")"), Kind::bad_input, "/from"},
            {input("2024-02-01T12:00:00", R"(, "from": 5)"), Kind::bad_input, "/from"},
            {R"({"time": "2024-02-01T12:00:00Z", "to": "../../etc/passwd"})", Kind::bad_input, "/to"},
            {R"({"time": "2024-02-01T12:00:00Z", "to": ")" + std::string(9'000, 'A') + "\"}", Kind::bad_input, "/to"},
            {R"({"time": 1709209800, "to": "UTC"})", Kind::bad_input, "/time"},
            {input("0000-06-01T12:00:00Z", ""), Kind::failed, ""},
            {R"({"time": "9999-12-31T23:00:00Z", "to": "Asia/Tokyo"})", Kind::failed, ""},
            {R"({"time": "0001-01-01T00:00:00Z", "to": "America/New_York"})", Kind::failed, ""},
        });
}

}  // namespace
}  // namespace rustygpt::tools
