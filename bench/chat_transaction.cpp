// The floor for POST /api/chat: the very statements that a prompt asks of the database, replayed on a bare SQLite
// connection in transactions of the same size.
//
//   bench_chat_transaction FOLDER PROMPTS BATCH      prints {"cpu_per_prompt": SECONDS, "statements": N}

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <unordered_map>

#include <sqlite3.h>

#include "base/crypto.h"
#include "recorded_prompts.h"

namespace {

void expect(int code, int expected) {
    if (code != expected) throw std::runtime_error(sqlite3_errstr(code));
}

double thread_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_THREAD, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

class Replay {
public:
    explicit Replay(const std::string& file) {
        expect(sqlite3_open_v2(file.c_str(), &connection_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr),
               SQLITE_OK);
        script(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
            "PRAGMA trusted_schema=OFF; PRAGMA cache_size=-4096");
    }

    void script(const char* sql) { expect(sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr), SQLITE_OK); }

    void run(const bench::RecordedStatement& recorded) {
        sqlite3_stmt* statement = prepared(recorded.sql);
        for (int at = 1; at <= sqlite3_bind_parameter_count(statement); ++at) {
            const auto argument =
                static_cast<std::size_t>(std::atoi(sqlite3_bind_parameter_name(statement, at) + 1)) - 1;
            bind(statement, at, recorded.arguments[argument]);
        }
        int code = SQLITE_ROW;
        while (code == SQLITE_ROW) code = sqlite3_step(statement);
        expect(code, SQLITE_DONE);
        expect(sqlite3_reset(statement), SQLITE_OK);
    }

private:
    sqlite3_stmt* prepared(const char* sql) {
        auto& statement = statements_[sql];
        if (!statement)
            expect(sqlite3_prepare_v3(connection_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr), SQLITE_OK);
        return statement;
    }

    static void bind(sqlite3_stmt* statement, int at, const bench::OwnValue& value) {
        if (const auto* text = std::get_if<std::string>(&value))
            expect(sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8),
                   SQLITE_OK);
        else if (const auto* number = std::get_if<std::int64_t>(&value))
            expect(sqlite3_bind_int64(statement, at, *number), SQLITE_OK);
        else if (const auto* real = std::get_if<double>(&value))
            expect(sqlite3_bind_double(statement, at, *real), SQLITE_OK);
        else expect(sqlite3_bind_null(statement, at), SQLITE_OK);
    }

    sqlite3* connection_ = nullptr;
    std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

void prepare(const std::string& file, const rustygpt::Id& user) {
    bench::Connection connection(file, bench::Mode::write, std::chrono::seconds(10));
    rustygpt::storage::migrate(connection);
    connection.run(bench::insert_user, user, "bench");
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 4) return 2;
    rustygpt::crypto_init();
    const std::filesystem::path folder = arguments[1];
    const std::size_t batch = std::strtoul(arguments[3], nullptr, 10);
    const auto user = rustygpt::new_id();
    prepare(folder / "recorded.db", user);
    prepare(folder / "replayed.db", user);
    const auto prompts = bench::record_prompts(folder / "recorded.db", user, std::atoi(arguments[2]),
                                               "What is 17% of 2340, and how many days from 2024-02-01 to 2025-03-15?");

    Replay replay(folder / "replayed.db");
    const double before = thread_seconds();
    std::size_t statements = 0;
    for (std::size_t done = 0; done < prompts.size(); done += batch) {
        replay.script("BEGIN IMMEDIATE");
        for (std::size_t i = done; i < std::min(done + batch, prompts.size()); ++i)
            for (const auto& statement : prompts[i]) replay.run(statement), ++statements;
        replay.script("COMMIT");
    }
    const double spent = thread_seconds() - before;
    std::printf("{\"cpu_per_prompt\": %.9f, \"statements\": %.1f}\n", spent / static_cast<double>(prompts.size()),
                static_cast<double>(statements) / static_cast<double>(prompts.size()));
}
