#pragma once

// The world's time zones, from the system's IANA database: $TZDIR, else /usr/share/zoneinfo (Debian's package tzdata).

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace rustygpt::tools {

// An instant as the clocks of a zone show it.
struct ZoneTime {
    std::chrono::sys_seconds utc;
    std::chrono::seconds offset{};  // east of UTC; before standard time seldom whole minutes
    std::string abbreviation;       // "CEST"
    bool daylight = false;

    [[nodiscard]] std::chrono::local_seconds local() const {
        return std::chrono::local_seconds(utc.time_since_epoch() + offset);
    }
};

// What a wall clock's time may mean.
struct WallTime {
    enum class Kind {
        unique,
        gap,      // the clocks were put forward over it: no clock ever showed it
        overlap,  // the clocks were put back: they showed it twice
    };
    Kind kind = Kind::unique;
    std::chrono::sys_seconds first;   // with the offset before the change
    std::chrono::sys_seconds second;  // with the offset after it
};

// Read-only once made: share it between threads.
class ZoneDatabase {
public:
    // The process's own, opened at the first call.
    static const ZoneDatabase& system();

    // "2025b"; empty where the system has none.
    [[nodiscard]] const std::string& version() const { return version_; }
    // Whether the files are still the ones that version() names: a package may have been installed since.
    [[nodiscard]] bool unchanged() const;
    // The zone's own spelling of a name ("europe/berlin"); ASCII letters compare without case.
    [[nodiscard]] std::optional<std::string> zone(std::string_view name) const;
    // The zone of a city, by the last part of its name: "new york" is America/New_York.
    [[nodiscard]] std::optional<std::string> city(std::string_view name) const;

    // Of a name that zone() or city() gave. Nothing where the file can't be read.
    [[nodiscard]] static std::optional<ZoneTime> at(const std::string& zone, std::chrono::sys_seconds time);
    [[nodiscard]] static std::optional<WallTime> meaning_of(const std::string& zone, std::chrono::local_seconds wall);

private:
    explicit ZoneDatabase(std::string folder);
    void add(std::string_view name);

    std::string folder_;
    std::string version_;
    std::map<std::string, std::string, std::less<>> zones_;   // lower case -> name
    std::map<std::string, std::string, std::less<>> cities_;  // lower case, spaces -> name
};

}  // namespace rustygpt::tools
