#pragma once

// What an administrator makes: profiles say how much, assignments say where.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/id.h"
#include "base/time.h"

namespace rustygpt::limits {

// What a profile is called, also in X-RateLimit-Profile: 1 to 64 printable ASCII characters, no space at either end.
struct ProfileName {
    std::string text{};

    // The error goes on from the field's name.
    static std::expected<ProfileName, std::string> parse(std::string_view text);
};

enum class Algorithm { gcra };
BOOST_DESCRIBE_ENUM(Algorithm, gcra)

struct LimitParams {
    double requests_per_second = 1;  // 0.001 to 1,000,000
    std::int64_t burst = 1;          // 1 to 1,000,000
    bool operator==(const LimitParams&) const = default;
};
BOOST_DESCRIBE_STRUCT(LimitParams, (), (requests_per_second, burst))

struct LimitProfile {
    Id id{};
    std::string name{};
    Algorithm algorithm = Algorithm::gcra;
    LimitParams params{};
    std::optional<std::string> description{};
    std::string etag{};  // with its quotes, as it stands in ETag and If-Match; another one after each change
    Time created_at{};
    Time updated_at{};
};
BOOST_DESCRIBE_STRUCT(LimitProfile, (), (id, name, algorithm, params, description, etag, created_at, updated_at))

struct LimitAssignment {
    Id id{};
    Id profile_id{};
    std::string profile_name{};
    std::string method{};  // as a RoutePattern takes them
    std::string path{};
    Time created_at{};
    Time updated_at{};
};
BOOST_DESCRIBE_STRUCT(LimitAssignment, (), (id, profile_id, profile_name, method, path, created_at, updated_at))

// The names under which the limits that nobody made are shown; no profile may take them.
inline constexpr const char* default_profile = "default";
inline constexpr const char* login_profile = "login";

}  // namespace rustygpt::limits
