#pragma once

#include <cstdint>
#include <string_view>

struct sqlite3;

namespace rustygpt::tools::csv_sql {

// Counts what a statement does beyond the steps that SQLite counts itself.
class Meter {
public:
    explicit Meter(std::int64_t steps) : left_(steps) {}
    // False once there are none left.
    bool spend(std::int64_t steps) {
        left_ -= steps;
        return left_ >= 0;
    }
    [[nodiscard]] bool exhausted() const { return left_ < 0; }

private:
    std::int64_t left_;
};

// Whether a query may call it: deterministic and bounded.
bool allowed_function(std::string_view lower_case_name);

// Replaces functions of SQLite by ours: sum, total and avg add decimally (0.1 ten times is 1), also over windows; like,
// instr and replace, whose work grows with the product of their arguments, spend from `meter`, which has to outlive the
// connection. Throws std::runtime_error where SQLite has no memory.
void add_functions(sqlite3* connection, Meter& meter);

}  // namespace rustygpt::tools::csv_sql
