#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "storage/database.h"
#include "storage/sqlite/statement.h"

namespace rustygpt::storage::sqlite {

enum class Mode {
    write,
    read,
    inspect,  // the file stays as it is, whoever made it
    glance,   // the same, and journals beside it count for nothing
};

// One SQLite connection with its statements: the Transaction that repositories see. One thread at a time.
class Connection final : public Transaction {
public:
    // Opens (mode write: and creates, 0600) the file in WAL mode, synchronous=FULL; modes inspect and glance leave its
    // journal as it is. A statement that runs in a transaction of begin() for longer than the timeout, or waits that
    // long for another process's lock, fails as unavailable.
    Connection(const std::string& path, Mode mode, milliseconds statement_timeout);
    ~Connection() override;

    void begin();
    void begin_unhurried();  // mode write: without the timeout
    void commit();
    void roll_back() noexcept;
    // Runs the statements of a script, outside of the statement cache.
    void script(const std::string& sql);

    void on_commit(std::move_only_function<void()> action) override { actions_.push_back(std::move(action)); }
    // What on_commit gathered since the last call.
    std::vector<std::move_only_function<void()>> take_actions() { return std::move(actions_); }
    [[nodiscard]] std::size_t action_count() const { return actions_.size(); }
    void drop_actions_after(std::size_t count) { actions_.resize(count); }

protected:
    std::int64_t execute(const char* sql, std::span<const Value> arguments, const RowCallback& row) override;

private:
    static int check_deadline(void* self);

    struct Close {
        void operator()(sqlite3* connection) const;
    };
    std::unique_ptr<sqlite3, Close> connection_;
    Mode mode_;
    milliseconds timeout_;
    std::chrono::steady_clock::time_point deadline_{};
    std::unordered_map<const char*, Statement> statements_;
    std::vector<std::move_only_function<void()>> actions_;
};

}  // namespace rustygpt::storage::sqlite
