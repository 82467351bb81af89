#include "storage/sqlite/statement.h"

#include <new>
#include <stdexcept>

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/failure.h"

namespace rustygpt::storage::sqlite {
namespace {

class SqliteRow final : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
    bool null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
    double number(int column) const override { return sqlite3_column_double(statement_, column); }
    std::string_view view(int column) const override {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        if (text == nullptr) {
            if (sqlite3_errcode(sqlite3_db_handle(statement_)) == SQLITE_NOMEM) throw std::bad_alloc();
            return {};
        }
        return {text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

private:
    sqlite3_stmt* statement_;
};

// Resets even where a callback throws: a statement left in mid-row would hold its snapshot.
struct Reset {
    sqlite3_stmt* statement;
    ~Reset() { sqlite3_reset(statement); }
};

}  // namespace

void fail(sqlite3* connection, int code, std::string_view what) {
    if (code == SQLITE_IOERR_NOMEM) code = SQLITE_NOMEM;
    switch (code & 0xFF) {
        case SQLITE_NOMEM: throw Failure::busy(Failure::Kind::unavailable, "The server is short of memory.", 1);
        case SQLITE_FULL: throw Failure::busy(Failure::Kind::storage_full, "The server's storage is full.", 30);
        case SQLITE_BUSY:
        case SQLITE_LOCKED: throw Failure::busy(Failure::Kind::unavailable, "The database is busy.", 1);
        case SQLITE_INTERRUPT: throw Failure::busy(Failure::Kind::unavailable, "The database took too long.", 1);
        case SQLITE_IOERR:
            throw Failure::busy(Failure::Kind::storage_full, "The server's storage does not take data.", 30);
        default: break;
    }
    throw std::runtime_error(
        fmt::format("sqlite: {} ({}): {}", connection ? sqlite3_errmsg(connection) : sqlite3_errstr(code), code, what));
}

Statement::Statement(sqlite3* connection, const char* sql) : connection_(connection) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(connection, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) fail(connection, code, sql);
    statement_.reset(statement);
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement); ++i) {
        const char* name = sqlite3_bind_parameter_name(statement, i);
        if (name == nullptr || name[0] != '$') fail(nullptr, SQLITE_MISUSE, sql);
        argument_of_.push_back(std::stoul(name + 1) - 1);
    }
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

void Statement::bind(std::span<const Value> arguments) {
    for (std::size_t i = 0; i < argument_of_.size(); ++i) {
        const int at = static_cast<int>(i) + 1;
        const Value& value = arguments[argument_of_[i]];
        int code = SQLITE_OK;
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            code = sqlite3_bind_int64(statement_.get(), at, *number);
        } else if (const auto* real = std::get_if<double>(&value)) {
            code = sqlite3_bind_double(statement_.get(), at, *real);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            // A null pointer would bind NULL where an empty text is meant.
            code = sqlite3_bind_text64(statement_.get(), at, text->data() ? text->data() : "", text->size(),
                                       SQLITE_STATIC, SQLITE_UTF8);
        } else {
            code = sqlite3_bind_null(statement_.get(), at);
        }
        if (code != SQLITE_OK) fail(connection_, code, sqlite3_sql(statement_.get()));
    }
}

std::int64_t Statement::run(std::span<const Value> arguments, const RowCallback& row) {
    bind(arguments);
    const Reset reset{statement_.get()};
    const SqliteRow current(statement_.get());
    std::int64_t delivered = 0;
    for (;;) {
        const int code = sqlite3_step(statement_.get());
        if (code == SQLITE_DONE) break;
        if (code != SQLITE_ROW) fail(connection_, code, sqlite3_sql(statement_.get()));
        if (row) row(current);
        ++delivered;
    }
    return delivered > 0 || sqlite3_stmt_readonly(statement_.get()) ? delivered : sqlite3_changes64(connection_);
}

}  // namespace rustygpt::storage::sqlite
