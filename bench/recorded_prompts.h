#pragma once

// What POST /api/chat writes, statement by statement: recorded by a Database that passes everything on to SQLite.

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "storage/chat_store.h"
#include "storage/migrations.h"
#include "storage/sqlite/connection.h"

namespace bench {

using rustygpt::storage::Bound;
using rustygpt::storage::Row;
using rustygpt::storage::RowCallback;
using rustygpt::storage::Transaction;
using rustygpt::storage::Value;
using rustygpt::storage::sqlite::Connection;
using rustygpt::storage::sqlite::Mode;

// A value that outlives the call it was bound in.
using OwnValue = std::variant<std::monostate, std::int64_t, double, std::string>;

struct RecordedStatement {
    const char* sql;
    std::vector<OwnValue> arguments;
};
using RecordedPrompt = std::vector<RecordedStatement>;

inline OwnValue own(const Value& value) {
    if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* real = std::get_if<double>(&value)) return *real;
    return std::monostate{};
}

inline Bound bound(const Value& value) {
    if (const auto* text = std::get_if<std::string_view>(&value)) return *text;
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (const auto* real = std::get_if<double>(&value)) return *real;
    return nullptr;
}

class RecordingTransaction final : public Transaction {
public:
    RecordingTransaction(Connection& connection, RecordedPrompt& prompt) : connection_(connection), prompt_(prompt) {}
    void on_commit(std::move_only_function<void()> action) override { connection_.on_commit(std::move(action)); }

protected:
    std::int64_t execute(const char* sql, std::span<const Value> arguments, const RowCallback& row) override {
        auto& statement = prompt_.emplace_back(RecordedStatement{sql, {}});
        for (const auto& argument : arguments) statement.arguments.push_back(own(argument));
        return pass_on<0>(sql, arguments, row);
    }

private:
    static constexpr std::size_t most_arguments = 32;

    // The seam takes arguments one by one; their number is known at run time only.
    template <std::size_t Count>
    std::int64_t pass_on(const char* sql, std::span<const Value> arguments, const RowCallback& row) {
        if (arguments.size() == Count) return call(sql, arguments, row, std::make_index_sequence<Count>{});
        if constexpr (Count < most_arguments) return pass_on<Count + 1>(sql, arguments, row);
        else throw std::runtime_error("a statement with more arguments than this bench can pass on");
    }
    template <std::size_t... I>
    std::int64_t call(const char* sql, std::span<const Value> arguments, const RowCallback& row,
                      std::index_sequence<I...>) {
        return connection_.each(sql, row, bound(arguments[I])...);
    }

    Connection& connection_;
    RecordedPrompt& prompt_;
};

// Runs everything at once, on the calling thread, one commit each.
class RecordingDatabase final : public rustygpt::storage::Database {
public:
    explicit RecordingDatabase(const std::string& file) : connection_(file, Mode::write, std::chrono::seconds(10)) {
        rustygpt::storage::migrate(connection_);
    }
    std::vector<RecordedPrompt> prompts;

    void on_group(std::function<void()> action) override { group_action_ = std::move(action); }
    [[nodiscard]] Queued queued() const override { return {}; }

protected:
    void submit_write(std::unique_ptr<Job> job) override {
        run(*job, prompts.emplace_back());
        for (auto& action : connection_.take_actions()) action();
        if (group_action_) group_action_();
    }
    void submit_read(std::unique_ptr<Job> job) override {
        RecordedPrompt ignored;
        run(*job, ignored);
    }

private:
    void run(Job& job, RecordedPrompt& into) {
        connection_.begin();
        RecordingTransaction transaction(connection_, into);
        if (!job.run(transaction)) throw std::runtime_error("a prompt was refused");
        connection_.commit();
        job.finish();
    }

    Connection connection_;
    std::function<void()> group_action_;
};

inline const char* insert_user =
    "INSERT INTO users (id, email, email_key, username, username_key, display_name, role, password_hash, created_at) "
    "VALUES ($1, $2, $2, $2, $2, $2, 'member', '', 0)";

// Submits prompts, as POST /api/chat does, and gives what each of them asked of the database.
inline std::vector<RecordedPrompt> record_prompts(const std::string& file, const rustygpt::Id& user, int count,
                                                  const std::string& text) {
    RecordingDatabase database(file);
    rustygpt::storage::EventLog log(database, [](std::vector<rustygpt::stream::Event>) {});
    rustygpt::storage::ChatStore store(database, log);
    database.prompts.clear();
    rustygpt::asio::io_context core(1);
    auto submit_all = [&]() -> rustygpt::Task<> {
        for (int i = 0; i < count; ++i) {
            rustygpt::chat::NewPrompt prompt;
            prompt.user_id = user;
            prompt.prompt = text;
            prompt.options.model = "builtin";
            co_await store.submit(std::move(prompt));
        }
    };
    std::exception_ptr failed;
    rustygpt::asio::co_spawn(core, submit_all(), [&](const std::exception_ptr& error) { failed = error; });
    core.run();
    if (failed) std::rethrow_exception(failed);
    return std::move(database.prompts);
}

}  // namespace bench
