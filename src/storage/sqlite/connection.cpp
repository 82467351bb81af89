#include "storage/sqlite/connection.h"

#include <sys/stat.h>

#include <cctype>
#include <filesystem>

#include <fmt/format.h>
#include <sqlite3.h>

namespace rustygpt::storage::sqlite {
namespace {

// SQLite calls back after this many steps of its machine: about a millisecond.
constexpr int steps_between_checks = 100'000;

constexpr const char* settings =
    "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;"
    "PRAGMA cache_size=-4096";

int open_flags(Mode mode) {
    switch (mode) {
        case Mode::write: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
        case Mode::read: return SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
        case Mode::glance: return SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
        case Mode::inspect: break;
    }
    return SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
}

// As a URI needs it: everything but what is sure to be itself is escaped.
std::string name_for(const std::string& path, Mode mode) {
    if (mode != Mode::glance) return path;
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(path).string())
        if (std::isalnum(static_cast<unsigned char>(c)) || c == '/') uri += c;
        else uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    return uri + "?immutable=1";
}

}  // namespace

Connection::Connection(const std::string& path, Mode mode, milliseconds statement_timeout)
    : mode_(mode), timeout_(statement_timeout) {
    sqlite3* opened = nullptr;
    const mode_t before = ::umask(0077);
    const int code = sqlite3_open_v2(name_for(path, mode).c_str(), &opened, open_flags(mode), nullptr);
    connection_.reset(opened);
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(opened, static_cast<int>(timeout_.count()));
        if (mode == Mode::write || mode == Mode::read) script("PRAGMA journal_mode=WAL");
        script(settings);
    }
    ::umask(before);
    if (code != SQLITE_OK) fail(opened, code, "opening " + path);
    if (mode == Mode::read) script("PRAGMA query_only=ON");
    sqlite3_progress_handler(opened, steps_between_checks, &Connection::check_deadline, this);
}

Connection::~Connection() { statements_.clear(); }

void Connection::Close::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }

int Connection::check_deadline(void* self) {
    const auto deadline = static_cast<Connection*>(self)->deadline_;
    return deadline != std::chrono::steady_clock::time_point{} && std::chrono::steady_clock::now() > deadline;
}

void Connection::begin() {
    deadline_ = std::chrono::steady_clock::now() + timeout_;
    // A writer takes its lock at once: one that began as a reader can't wait for another process's.
    run(mode_ == Mode::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

void Connection::begin_unhurried() {
    deadline_ = {};
    run("BEGIN IMMEDIATE");
}

void Connection::commit() { run("COMMIT"); }

void Connection::roll_back() noexcept {
    if (sqlite3_get_autocommit(connection_.get()) != 0) return;  // SQLite has rolled back by itself
    sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Connection::script(const std::string& sql) {
    const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(connection_.get(), code, sql.substr(0, 200));
}

std::int64_t Connection::execute(const char* sql, std::span<const Value> arguments, const RowCallback& row) {
    auto found = statements_.find(sql);
    if (found == statements_.end()) found = statements_.try_emplace(sql, connection_.get(), sql).first;
    return found->second.run(arguments, row);
}

}  // namespace rustygpt::storage::sqlite
