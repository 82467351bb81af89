#include "storage/database.h"

#include <stdexcept>

namespace rustygpt::storage {

Id Row::id(int column) const {
    if (const auto id = Id::parse(view(column))) return *id;
    throw std::runtime_error("the database holds an id that is no UUID");
}

std::optional<std::string> Row::maybe_text(int column) const {
    return null(column) ? std::nullopt : std::optional(text(column));
}
std::optional<std::int64_t> Row::maybe_integer(int column) const {
    return null(column) ? std::nullopt : std::optional(integer(column));
}
std::optional<Time> Row::maybe_time(int column) const {
    return null(column) ? std::nullopt : std::optional(time(column));
}
std::optional<Id> Row::maybe_id(int column) const { return null(column) ? std::nullopt : std::optional(id(column)); }

}  // namespace rustygpt::storage
