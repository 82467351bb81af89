#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rustygpt {

// The opaque cursor of a list: what kind of list it belongs to, and the position after which to go on.
std::string encode_cursor(char kind, std::int64_t position);
// Throws Failure{validation_failed} for a cursor that encode_cursor did not make for that kind.
std::int64_t decode_cursor(char kind, std::string_view cursor);

}  // namespace rustygpt
