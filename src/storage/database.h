#pragma once

// The small seam under all repositories. SQL is written in the dialect that SQLite and PostgreSQL share: $1, ON
// CONFLICT, RETURNING; ids (text) and times (milliseconds, 64-bit) are made by the application.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/completion.h"
#include "base/id.h"
#include "base/time.h"
#include "storage/operation.h"

namespace rustygpt::storage {

// A bound parameter. Text must stay valid during the call.
using Value = std::variant<std::monostate, std::int64_t, double, std::string_view>;

// Makes a Value of what repositories have. Ids are rendered into the holder.
class Bound {
public:
    Bound(std::nullptr_t) {}
    Bound(std::int64_t number) : value_(number) {}
    Bound(int number) : value_(std::int64_t{number}) {}
    Bound(bool flag) : value_(std::int64_t{flag}) {}
    Bound(double number) : value_(number) {}
    Bound(std::string_view text) : value_(text) {}
    Bound(const std::string& text) : value_(std::string_view(text)) {}
    Bound(const char* text) : value_(std::string_view(text)) {}
    Bound(const Id& id) : held_(id.text()), value_(std::monostate{}), held(true) {}
    Bound(Time time) : value_(std::int64_t{time.time_since_epoch().count()}) {}
    template <class T>
    Bound(const std::optional<T>& maybe) {
        if (maybe) *this = Bound(*maybe);
    }
    [[nodiscard]] Value value() const { return held ? Value(std::string_view(held_)) : value_; }

private:
    std::string held_{};
    Value value_{};
    bool held = false;
};

// One row of a result, valid inside the callback only. Columns count from 0.
class Row {
public:
    virtual ~Row() = default;
    [[nodiscard]] virtual bool null(int column) const = 0;
    [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
    [[nodiscard]] virtual double number(int column) const = 0;
    [[nodiscard]] virtual std::string_view view(int column) const = 0;

    [[nodiscard]] std::string text(int column) const { return std::string(view(column)); }
    [[nodiscard]] bool flag(int column) const { return integer(column) != 0; }
    [[nodiscard]] Time time(int column) const { return Time(milliseconds(integer(column))); }
    [[nodiscard]] Id id(int column) const;  // throws std::runtime_error where the text is no UUID
    [[nodiscard]] std::optional<std::string> maybe_text(int column) const;
    [[nodiscard]] std::optional<std::int64_t> maybe_integer(int column) const;
    [[nodiscard]] std::optional<Time> maybe_time(int column) const;
    [[nodiscard]] std::optional<Id> maybe_id(int column) const;
};

using RowCallback = std::function<void(const Row&)>;

// A transaction on one connection. Not thread-safe; never leaves the function it was given to.
class Transaction {
public:
    virtual ~Transaction() = default;

    // Runs one statement, prepared once per connection. The SQL must have static lifetime: its address is the
    // cache's key. Throws Failure{storage_full}, Failure{unavailable} (locked, gone), or std::runtime_error (a bug).
    // Returns the number of rows changed, or delivered to the callback.
    template <class... A>
    std::int64_t run(const char* sql, const A&... arguments) {
        return each(sql, RowCallback{}, arguments...);
    }
    template <class... A>
    std::int64_t each(const char* sql, const RowCallback& row, const A&... arguments) {
        if constexpr (sizeof...(A) == 0) {
            return execute(sql, {}, row);
        } else {
            const Bound bound[] = {Bound(arguments)...};
            Value values[sizeof...(A)];
            for (std::size_t i = 0; i < sizeof...(A); ++i) values[i] = bound[i].value();
            return execute(sql, values, row);
        }
    }
    // The first row, made into something by `make`; nothing where there is none.
    template <class Make, class... A>
    auto one(const char* sql, Make make, const A&... arguments)
        -> std::optional<std::invoke_result_t<Make&, const Row&>> {
        std::optional<std::invoke_result_t<Make&, const Row&>> found;
        each(
            sql,
            [&](const Row& row) {
                if (!found) found.emplace(make(row));
            },
            arguments...);
        return found;
    }

    // Runs after the transaction's group is durable, in the order of the transactions, before any waiting
    // coroutine resumes; never where this transaction failed. Must not throw.
    virtual void on_commit(std::move_only_function<void()> action) = 0;

protected:
    virtual std::int64_t execute(const char* sql, std::span<const Value> arguments, const RowCallback& row) = 0;
};

class Database {
public:
    virtual ~Database() = default;

    // Runs work(Transaction&) on the writer and resumes the caller once its changes are durable. What arrives while
    // a commit runs forms the next group, committed as one. If work throws, its own changes alone are undone and the
    // caller gets the exception. Order of arrival is order of execution. The operation is for the metrics.
    template <class F>
    auto write(F work, Operation operation = Operation::other) -> Task<std::invoke_result_t<F&, Transaction&>> {
        using Result = std::invoke_result_t<F&, Transaction&>;
        return suspend<Result>([this, work = std::move(work), operation](Completion<Result> done) mutable {
            submit_write(make_job<Result>(std::move(work), std::move(done), operation));
        });
    }

    // Runs work(Transaction&) on one of the readers: one consistent snapshot, no changes allowed.
    template <class F>
    auto read(F work, Operation operation = Operation::other) -> Task<std::invoke_result_t<F&, Transaction&>> {
        using Result = std::invoke_result_t<F&, Transaction&>;
        return suspend<Result>([this, work = std::move(work), operation](Completion<Result> done) mutable {
            submit_read(make_job<Result>(std::move(work), std::move(done), operation));
        });
    }

    // The same, blocking the calling thread: for the start-up, the command line and tests. Never on a core.
    template <class F>
    auto write_now(F work, Operation operation = Operation::other) -> std::invoke_result_t<F&, Transaction&> {
        return wait<std::invoke_result_t<F&, Transaction&>>(std::move(work), operation, true);
    }
    template <class F>
    auto read_now(F work, Operation operation = Operation::other) -> std::invoke_result_t<F&, Transaction&> {
        return wait<std::invoke_result_t<F&, Transaction&>>(std::move(work), operation, false);
    }

    // Called on the writer's thread after each durable group that had an on_commit action, after those actions.
    // To be set before the first write.
    virtual void on_group(std::function<void()> action) = 0;

    struct Queued {
        std::size_t writes = 0;
        std::size_t reads = 0;
    };
    // Transactions that wait for a thread. Any thread.
    [[nodiscard]] virtual Queued queued() const = 0;

protected:
    // One unit of work, split so that results are made before the commit and handed out after it.
    struct Job {
        virtual ~Job() = default;
        virtual bool run(Transaction& transaction) noexcept = 0;  // false: it threw, undo its changes
        virtual void fail(std::exception_ptr error) noexcept = 0;  // the commit failed: forget the result
        virtual void finish() noexcept = 0;  // hand the result to the waiting caller

        Operation operation = Operation::other;
        std::chrono::steady_clock::time_point asked{};  // set by the driver where it wants to know
    };

    virtual void submit_write(std::unique_ptr<Job> job) = 0;
    virtual void submit_read(std::unique_ptr<Job> job) = 0;

private:
    template <class Result, class F, class Done>
    struct TypedJob final : Job {
        TypedJob(F work_, Done done_) : work(std::move(work_)), done(std::move(done_)) {}
        bool run(Transaction& transaction) noexcept override {
            outcome = Outcome<Result>::of(work, transaction);
            return !outcome.error;
        }
        void fail(std::exception_ptr error) noexcept override {
            if (outcome.error) return;  // it has its own
            outcome.value.reset();
            outcome.error = std::move(error);
        }
        void finish() noexcept override { done(std::move(outcome)); }
        F work;
        Done done;
        Outcome<Result> outcome{};
    };

    template <class Result, class F, class Done>
    static std::unique_ptr<Job> make_job(F work, Done done, Operation operation) {
        auto job = std::make_unique<TypedJob<Result, F, Done>>(std::move(work), std::move(done));
        job->operation = operation;
        return job;
    }

    template <class Result, class F>
    Result wait(F work, Operation operation, bool writing);
};

}  // namespace rustygpt::storage

#include "storage/database_wait.h"
