#pragma once

#include "base/dto.h"
#include "reasoning/answering.h"

namespace rustygpt::dto {

// "auto", "none" or a list of at most 64 names.
template <>
struct Codec<reasoning::ToolChoice> {
    static void read(const json::value& value, reasoning::ToolChoice& out, const std::string& path, Problems& problems);
    static void write(std::string& out, const reasoning::ToolChoice& value);
    static json::value schema(Schemas& schemas, Direction direction);
};

}  // namespace rustygpt::dto
