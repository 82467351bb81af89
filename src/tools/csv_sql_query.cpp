#include "tools/csv_sql_query.h"

#include <charconv>
#include <cmath>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/json.h"
#include "base/utf8.h"
#include "tools/bounds.h"
#include "tools/csv_sql_copies.h"
#include "tools/csv_sql_functions.h"
#include "tools/csv_sql_load.h"
#include "tools/csv_sql_memory.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/json_number.h"

namespace rustygpt::tools::csv_sql {
namespace {

namespace json = boost::json;

constexpr int steps_between_questions = 1'000;

using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

// One connection for one query, in memory, that can do nothing but read its tables.
class Session {
public:
    Session(const Limits& limits, const std::stop_token& stop)
        : limits_(limits), stop_(stop), meter_(limits.max_steps), files_(limits.max_memory_bytes) {
        sqlite3* opened = nullptr;
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
        const int code = sqlite3_open_v2(":memory:", &opened, flags, files_.name().c_str());
        connection_.reset(opened);
        if (code != SQLITE_OK) throw std::runtime_error("SQLite opens no memory");
        for (const int off : {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, SQLITE_DBCONFIG_TRUSTED_SCHEMA,
                              SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW})
            sqlite3_db_config(opened, off, 0, nullptr);
        sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        add_functions(opened, meter_);
    }

    void add(const NamedTable& given);
    // From here on, nothing but the query's own right.
    void lock(const std::string& query);
    Result run(const std::string& query);

private:
    [[nodiscard]] sqlite3* db() const { return connection_.get(); }
    static int authorize(void* session, int action, const char* first, const char* second, const char*, const char*);
    [[nodiscard]] int judge(int action, const char* first, const char* second);
    static int progress(void* session);
    [[noreturn]] void complain(int code, bool running);
    void refuse_more(const char* tail);
    json::value value_at(sqlite3_stmt* statement, int column);
    json::array row_of(sqlite3_stmt* statement);

    const Limits& limits_;
    const std::stop_token& stop_;
    Meter meter_;
    FileSystem files_;
    std::unique_ptr<sqlite3, decltype(&sqlite3_close)> connection_{nullptr, &sqlite3_close};
    std::set<std::string> tables_;       // lower case
    std::set<std::string> expressions_;  // the query's own, lower case
    std::string refused_;           // what the authorizer said no to
    std::size_t bytes_ = 0;         // of the result
};

void Session::add(const NamedTable& given) {
    load_table(db(), given, stop_);
    tables_.insert(english::lower(given.name));
}

void Session::lock(const std::string& query) {
    expressions_ = cte_names(query);
    const std::pair<int, std::size_t> bounds[] = {{SQLITE_LIMIT_LENGTH, limits_.max_value_bytes},
                                                  {SQLITE_LIMIT_SQL_LENGTH, limits_.max_query_bytes},
                                                  {SQLITE_LIMIT_COLUMN, 200},
                                                  {SQLITE_LIMIT_EXPR_DEPTH, 100},
                                                  {SQLITE_LIMIT_COMPOUND_SELECT, 50},
                                                  {SQLITE_LIMIT_VDBE_OP, 50'000},
                                                  {SQLITE_LIMIT_FUNCTION_ARG, 20},
                                                  {SQLITE_LIMIT_ATTACHED, 0},
                                                  {SQLITE_LIMIT_VARIABLE_NUMBER, 0},
                                                  {SQLITE_LIMIT_TRIGGER_DEPTH, 0},
                                                  {SQLITE_LIMIT_WORKER_THREADS, 0}};
    for (const auto& [which, most] : bounds) sqlite3_limit(db(), which, static_cast<int>(most));
    sqlite3_set_authorizer(db(), &Session::authorize, this);
    sqlite3_progress_handler(db(), steps_between_questions, &Session::progress, this);
}

int Session::authorize(void* session, int action, const char* first, const char* second, const char*, const char*) {
    return static_cast<Session*>(session)->judge(action, first, second);
}

int Session::judge(int action, const char* first, const char* second) {
    switch (action) {
        case SQLITE_SELECT:
        case SQLITE_RECURSIVE: return SQLITE_OK;
        case SQLITE_READ:
            if (tables_.contains(english::lower(first))) return SQLITE_OK;
            // Told without a column where a common table expression is only counted.
            if (*second == '\0' && expressions_.contains(english::lower(first))) return SQLITE_OK;
            refused_ = fmt::format("there is no table {}", first);
            return SQLITE_DENY;
        case SQLITE_FUNCTION:
            if (allowed_function(english::lower(second))) return SQLITE_OK;
            refused_ = fmt::format("the function {} is not allowed", second);
            return SQLITE_DENY;
        default: refused_ = "only SELECT is allowed"; return SQLITE_DENY;
    }
}

int Session::progress(void* session) {
    auto& self = *static_cast<Session*>(session);
    return !self.meter_.spend(steps_between_questions) || self.stop_.stop_requested();
}

// `running`: the statement is good, its work failed.
void Session::complain(int code, bool running) {
    keep_going(stop_);
    if (meter_.exhausted())
        throw exceeds("max_steps", fmt::format("The query takes more than {} steps.", limits_.max_steps));
    if (files_.exhausted() || code == SQLITE_NOMEM || code == SQLITE_FULL)
        throw exceeds(
            "max_memory_bytes",
            fmt::format("The query needs more than {} bytes for its intermediate results.", limits_.max_memory_bytes));
    if (code == SQLITE_TOOBIG)
        throw exceeds("max_value_bytes",
                      fmt::format("A text of the query grows past {} bytes.", limits_.max_value_bytes));
    if (!refused_.empty()) throw bad_input("/query", refused_);
    const std::string message = sqlite3_errmsg(db());
    if (running) throw failed(fmt::format("The query failed: {}.", message));
    throw bad_input("/query", message);
}

void Session::refuse_more(const char* tail) {
    sqlite3_stmt* second = nullptr;
    const int code = sqlite3_prepare_v2(db(), tail, -1, &second, nullptr);
    const Statement statement(second, &sqlite3_finalize);
    if (code != SQLITE_OK || second != nullptr) throw bad_input("/query", "must be one statement");
}

// Of a double, what 15 significant digits say: 0.1 + 0.2 is 0.3.
json::value rounded(double real) {
    if (!std::isfinite(real)) return nullptr;
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, real, std::chars_format::scientific, 14).ptr;
    double nearest = real;
    std::from_chars(text, end, nearest);
    return canonical_number(nearest);
}

json::value Session::value_at(sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_NULL: return nullptr;
        case SQLITE_INTEGER: return sqlite3_column_int64(statement, column);
        case SQLITE_FLOAT: return rounded(sqlite3_column_double(statement, column));
        case SQLITE_BLOB: throw failed("A value is a BLOB, which JSON can't hold; hex(...) writes it as text.");
        default: break;
    }
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
    const std::string_view text(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    if (!utf8::valid(text)) throw failed("A text of the result is not UTF-8.");
    bytes_ += text.size();
    return json::value(text);
}

json::array Session::row_of(sqlite3_stmt* statement) {
    json::array row;
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
        row.push_back(value_at(statement, column));
        bytes_ += 8;
    }
    within("max_result_bytes", limits_.max_result_bytes, bytes_, "The result has too many bytes");
    return row;
}

Result Session::run(const std::string& query) {
    sqlite3_stmt* prepared = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v3(db(), query.c_str(), static_cast<int>(query.size()) + 1, 0, &prepared, &tail);
    const Statement statement(prepared, &sqlite3_finalize);
    if (code != SQLITE_OK) complain(code, false);
    if (prepared == nullptr || sqlite3_column_count(prepared) == 0) throw bad_input("/query", "must be a SELECT");
    if (sqlite3_stmt_isexplain(prepared) != 0) throw bad_input("/query", "must not be explained");
    refuse_more(tail);
    Result result;
    for (int column = 0; column < sqlite3_column_count(prepared); ++column) {
        result.columns.emplace_back(sqlite3_column_name(prepared, column));
        if (!utf8::valid(result.columns.back())) throw bad_input("/query", "names a column with what is not UTF-8");
        bytes_ += result.columns.back().size();
    }
    for (;;) {
        const int stepped = sqlite3_step(prepared);
        if (stepped == SQLITE_DONE) return result;
        if (stepped != SQLITE_ROW) complain(sqlite3_errcode(db()) & 0xFF, true);
        within("max_result_rows", limits_.max_result_rows, result.rows.size() + 1, "The result has too many rows");
        result.rows.push_back(row_of(prepared));
    }
}

}  // namespace

Result run_query(const std::string& query, const std::vector<NamedTable>& tables, const Limits& limits,
                 const std::stop_token& stop) {
    within("max_query_bytes", limits.max_query_bytes, query.size(), "The query has too many bytes");
    if (query.contains('\0')) throw bad_input("/query", "must have no character U+0000");
    within("max_cte_copies", limits.max_cte_copies, cte_copies(query, limits.max_cte_copies),
           "The query's common table expressions use each other too often");
    Session session(limits, stop);
    for (const auto& table : tables) session.add(table);
    session.lock(query);
    return session.run(query);
}

}  // namespace rustygpt::tools::csv_sql
