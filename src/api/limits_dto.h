#pragma once

// What administrators send to the routes of limits.

#include <optional>

#include "base/dto.h"
#include "base/title.h"
#include "limits/pattern.h"
#include "limits/profile.h"

namespace rustygpt::api {

struct LimitRate {
    dto::Ranged<double, 0.001, 1'000'000.0> requests_per_second;
    dto::Integer<1, 1'000'000> burst;
};
BOOST_DESCRIBE_STRUCT(LimitRate, (), (requests_per_second, burst))

struct NewLimitProfile {
    limits::ProfileName name;
    std::optional<limits::Algorithm> algorithm;
    LimitRate params;
    std::optional<Description> description;
};
BOOST_DESCRIBE_STRUCT(NewLimitProfile, (), (name, algorithm, params, description))

struct NewLimitAssignment {
    Id profile_id;
    dto::Text<1, 16> method;
    dto::Text<1, 512> path;
};
BOOST_DESCRIBE_STRUCT(NewLimitAssignment, (), (profile_id, method, path))

struct LimitTrial {
    LimitRate params;
    dto::Text<1, 16> method;
    dto::Text<1, 512> path;
    dto::Integer<1, 1'440> window_minutes;
};
BOOST_DESCRIBE_STRUCT(LimitTrial, (), (params, method, path, window_minutes))

// Throws Failure{validation_failed} with everything that is wrong with them.
limits::RoutePattern pattern_of(const std::string& method, const std::string& path);
limits::LimitParams params_of(const LimitRate& rate);

}  // namespace rustygpt::api

namespace rustygpt::dto {

template <>
struct Codec<limits::ProfileName> {
    static void read(const json::value& value, limits::ProfileName& out, const std::string& path, Problems& problems);
    static json::value schema(Schemas&, Direction) {
        return json::object{
            {"type", "string"}, {"minLength", 1}, {"maxLength", 64}, {"pattern", "^[!-~]([ -~]*[!-~])?$"}};
    }
};

}  // namespace rustygpt::dto
