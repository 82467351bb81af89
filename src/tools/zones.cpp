#include "tools/zones.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <absl/time/time.h>

#include "tools/english.h"

namespace rustygpt::tools {
namespace {

using namespace std::chrono;

std::string folder_of_zones() {
    const char* given = std::getenv("TZDIR");
    return given != nullptr && *given != '\0' ? given : "/usr/share/zoneinfo";
}

// tzdata.zi is the database in one file of text: a version, rules (R), zones (Z) and links (L) to them.
std::string version_in(const std::string& folder) {
    std::ifstream file(folder + "/tzdata.zi");
    std::string line;
    constexpr std::string_view mark = "# version ";
    if (!std::getline(file, line) || !line.starts_with(mark)) return {};
    auto version = line.substr(mark.size());
    const bool a_release = !version.empty() && version.size() <= 16 &&
                           version.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz") == version.npos;
    return a_release ? version : "";
}

// The nth word of a line, from 0 on.
std::string_view word(std::string_view line, int n) {
    for (; n > 0; --n) {
        const auto space = line.find(' ');
        line.remove_prefix(space == line.npos ? line.size() : space + 1);
    }
    return line.substr(0, line.find(' '));
}

// Only names from tzdata.zi come here: what reads the files would take a path as well.
std::optional<absl::TimeZone> loaded(const std::string& zone) {
    absl::TimeZone found;
    if (!absl::LoadTimeZone(zone, &found)) return std::nullopt;
    return found;
}

sys_seconds seconds_of(absl::Time time) { return sys_seconds(seconds(absl::ToUnixSeconds(time))); }

}  // namespace

ZoneDatabase::ZoneDatabase(std::string folder) : folder_(std::move(folder)), version_(version_in(folder_)) {
    if (version_.empty()) return;
    std::ifstream file(folder_ + "/tzdata.zi");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("Z ")) add(word(line, 1));
        else if (line.starts_with("L ")) add(word(line, 2));
}

const ZoneDatabase& ZoneDatabase::system() {
    static const ZoneDatabase own(folder_of_zones());
    return own;
}

bool ZoneDatabase::unchanged() const { return version_in(folder_) == version_; }

void ZoneDatabase::add(std::string_view name) {
    zones_.emplace(english::lower(name), name);
    static constexpr std::string_view areas[] = {"Africa/",    "America/", "Antarctica/", "Asia/",   "Atlantic/",
                                                 "Australia/", "Europe/",  "Indian/",     "Pacific/"};
    if (std::none_of(std::begin(areas), std::end(areas), [&](auto area) { return name.starts_with(area); })) return;
    auto city = english::lower(name.substr(name.rfind('/') + 1));
    std::replace(city.begin(), city.end(), '_', ' ');
    cities_.emplace(std::move(city), name);
}

std::optional<std::string> ZoneDatabase::zone(std::string_view name) const {
    const auto found = zones_.find(english::lower(name));
    return found == zones_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> ZoneDatabase::city(std::string_view name) const {
    const auto found = cities_.find(english::lower(name));
    return found == cities_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<ZoneTime> ZoneDatabase::at(const std::string& zone, sys_seconds time) {
    const auto found = loaded(zone);
    if (!found) return std::nullopt;
    const auto info = found->At(absl::FromUnixSeconds(time.time_since_epoch().count()));
    return ZoneTime{time, seconds(info.offset), info.zone_abbr, info.is_dst};
}

std::optional<WallTime> ZoneDatabase::meaning_of(const std::string& zone, local_seconds wall) {
    const auto found = loaded(zone);
    if (!found) return std::nullopt;
    const auto civil = absl::CivilSecond(1970, 1, 1, 0, 0, 0) + wall.time_since_epoch().count();
    const auto info = found->At(civil);
    WallTime meaning{.first = seconds_of(info.pre), .second = seconds_of(info.post)};
    if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) meaning.kind = WallTime::Kind::gap;
    if (info.kind == absl::TimeZone::TimeInfo::REPEATED) meaning.kind = WallTime::Kind::overlap;
    return meaning;
}

}  // namespace rustygpt::tools
