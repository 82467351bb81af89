#include "base/cursor.h"

#include <charconv>

#include <fmt/format.h>

#include "base/failure.h"

namespace rustygpt {

std::string encode_cursor(char kind, std::int64_t position) { return fmt::format("{}{:x}", kind, position); }

std::int64_t decode_cursor(char kind, std::string_view cursor) {
    std::int64_t position = 0;
    if (cursor.starts_with(kind)) {
        const auto [end, error] = std::from_chars(cursor.data() + 1, cursor.data() + cursor.size(), position, 16);
        // Only what we wrote ourselves: no sign, no leading zero, no upper case.
        if (error == std::errc{} && end == cursor.data() + cursor.size() && encode_cursor(kind, position) == cursor)
            return position;
    }
    throw Failure::invalid("query", "/cursor", "is not a cursor of this list");
}

}  // namespace rustygpt
