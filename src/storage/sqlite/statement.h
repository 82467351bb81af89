#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "storage/database.h"

struct sqlite3;
struct sqlite3_stmt;

namespace rustygpt::storage::sqlite {

// What SQLite said, as the kind of failure that it is: Failure{storage_full}, Failure{unavailable}, or
// std::runtime_error for what only a bug or a broken file explains.
[[noreturn]] void fail(sqlite3* connection, int code, std::string_view what);

// One prepared statement. Parameters are written $1, $2 ...; SQLite numbers names by first appearance, so the
// mapping is made once here.
class Statement {
public:
    Statement(sqlite3* connection, const char* sql);

    // Binds, steps through all rows, resets. Returns rows delivered, or rows changed where there are none.
    std::int64_t run(std::span<const Value> arguments, const RowCallback& row);

private:
    void bind(std::span<const Value> arguments);

    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    sqlite3* connection_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    std::vector<std::size_t> argument_of_;  // SQLite's index - 1 -> index into the arguments
};

}  // namespace rustygpt::storage::sqlite
