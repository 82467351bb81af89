#include "tools/bounds.h"

#include <fmt/format.h>

#include "tools/describe.h"

namespace rustygpt::tools {

void within(std::string_view limit, std::size_t most, std::size_t size, std::string_view what) {
    if (size > most) throw exceeds(limit, fmt::format("{}: at most {}, not {}.", what, most, size));
}

void at_most(json::object& schema, std::string_view field, std::size_t bytes) {
    schema.at("properties").as_object().at(field).as_object()["maxLength"] = bytes;
}

void keep_going(const std::stop_token& stop) {
    if (stop.stop_requested()) throw ToolError{.kind = ToolError::Kind::cancelled, .message = "It was cancelled."};
}

void Budget::check() {
    if (left_ < 0) throw exceeds(limit_, fmt::format("That is too much work: more than {} steps.", most_));
    unasked_ = 0;
    keep_going(stop_);
}

}  // namespace rustygpt::tools
