// Durable inserts: 64 coroutines that each wait for their own row, through storage::Database with its group commit,
// or the same rows one commit each on a bare SQLite connection.
//
//   bench_commits grouped|single SECONDS DATABASE_FILE      prints {"rows_per_second": N}

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <sqlite3.h>

#include "storage/sqlite/sqlite.h"

namespace {

using namespace rustygpt;
using SteadyClock = std::chrono::steady_clock;

constexpr int concurrency = 64;
constexpr const char* create =
    "CREATE TABLE IF NOT EXISTS bench_rows (id INTEGER PRIMARY KEY, owner TEXT, payload TEXT)";
constexpr const char* insert = "INSERT INTO bench_rows (owner, payload) VALUES ($1, $2)";
const std::string owner(36, 'u');
const std::string payload(200, 'x');  // about what a delta of an answer weighs

struct Run {
    storage::Database& database;
    SteadyClock::time_point end;
    std::atomic<long> rows = 0;
};

Task<> insert_until_end(Run& run) {
    while (SteadyClock::now() < run.end) {
        auto work = [](storage::Transaction& transaction) { transaction.run(insert, owner, payload); };
        co_await run.database.write(work);
        ++run.rows;
    }
}

long grouped(const std::string& file, std::chrono::duration<double> time) {
    auto database = storage::open_sqlite({.path = file});
    database->write_now([](storage::Transaction& transaction) { transaction.run(create); });
    Run run{*database, SteadyClock::now() + std::chrono::duration_cast<SteadyClock::duration>(time)};
    asio::io_context core(1);
    for (int i = 0; i < concurrency; ++i) asio::co_spawn(core.get_executor(), insert_until_end(run), asio::detached);
    core.run();
    return run.rows;
}

void expect(int code, int expected) {
    if (code != expected) throw std::runtime_error(sqlite3_errstr(code));
}

long single(const std::string& file, std::chrono::duration<double> time) {
    sqlite3* connection = nullptr;
    expect(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
    expect(sqlite3_exec(connection, "PRAGMA journal_mode=WAL", nullptr, nullptr, nullptr), SQLITE_OK);
    expect(sqlite3_exec(connection, "PRAGMA synchronous=FULL", nullptr, nullptr, nullptr), SQLITE_OK);
    expect(sqlite3_exec(connection, create, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    expect(sqlite3_prepare_v2(connection, insert, -1, &statement, nullptr), SQLITE_OK);
    long rows = 0;
    const auto end = SteadyClock::now() + time;
    while (SteadyClock::now() < end) {
        expect(sqlite3_bind_text(statement, 1, owner.c_str(), -1, SQLITE_STATIC), SQLITE_OK);
        expect(sqlite3_bind_text(statement, 2, payload.c_str(), -1, SQLITE_STATIC), SQLITE_OK);
        expect(sqlite3_step(statement), SQLITE_DONE);
        expect(sqlite3_reset(statement), SQLITE_OK);
        ++rows;
    }
    sqlite3_finalize(statement);
    sqlite3_close(connection);
    return rows;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) return 2;
    const std::string how = arguments[1];
    const std::chrono::duration<double> time(std::atof(arguments[2]));
    const long rows = how == "grouped" ? grouped(arguments[3], time) : single(arguments[3], time);
    std::printf("{\"rows_per_second\": %.0f}\n", static_cast<double>(rows) / time.count());
}
