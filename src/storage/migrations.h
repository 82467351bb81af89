#pragma once

#include <span>
#include <string_view>

namespace rustygpt::storage {

namespace sqlite {
class Connection;
}

// One numbered file of src/storage/migrations, embedded by the build. A name that ends in .sqlite.sql is for that
// driver alone; @rowid@ stands for the driver's type of a 64-bit integer key.
struct Migration {
    int version;
    std::string_view name;
    std::string_view sql;
};

std::span<const Migration> all_migrations();

// Brings the schema up to date, each file in a transaction of its own. Throws std::runtime_error where the
// database was made by a newer binary.
void migrate(sqlite::Connection& connection);

}  // namespace rustygpt::storage
