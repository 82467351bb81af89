#include "storage/sqlite/sqlite.h"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/failure.h"
#include "storage/migrations.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/new_file.h"
#include "storage/sqlite/own_file.h"
#include "storage/sqlite/server_lock.h"
#include "storage/sqlite/soundness.h"

namespace rustygpt::storage {
namespace {

using SteadyClock = std::chrono::steady_clock;
using sqlite::Connection;
using sqlite::Mode;

// Of the threads, as the metrics count them.
constexpr std::size_t writer_thread = 0;
constexpr std::size_t first_reader = 1;

class Sqlite final : public Database {
public:
    explicit Sqlite(const SqliteOptions& options)
        : options_(options), lock_(lock_of(options)), writer_(options.path, Mode::write, options.statement_timeout) {
        sqlite::require_not_foreign(writer_, options.path);
        migrate(writer_);
        if (options.serve) make_durable();
        for (unsigned i = 0; i < std::max(1u, options.readers); ++i)
            readers_.push_back(std::make_unique<Connection>(options.path, Mode::read, options.statement_timeout));
        threads_.emplace_back([this] { write_groups(); });
        for (std::size_t i = 0; i < readers_.size(); ++i) threads_.emplace_back([this, i] { read_jobs(i); });
    }

    ~Sqlite() override {
        writes_.stop();
        reads_.stop();
    }

    void on_group(std::function<void()> action) override { group_action_ = std::move(action); }
    [[nodiscard]] Queued queued() const override { return {writes_.size(), reads_.size()}; }

protected:
    void submit_write(std::unique_ptr<Job> job) override { submit(writes_, std::move(job)); }
    void submit_read(std::unique_ptr<Job> job) override { submit(reads_, std::move(job)); }

private:
    using Jobs = std::vector<std::unique_ptr<Job>>;

    // Before the first byte is written: to a file that is not ours, none is.
    static std::unique_ptr<sqlite::ServerLock> lock_of(const SqliteOptions& options) {
        sqlite::require_own_file(options.path);
        auto lock = options.serve ? std::make_unique<sqlite::ServerLock>(options.path) : nullptr;
        sqlite::require_one_name(options.path, options.serve);
        return lock;
    }

    // A process that was killed before its last sync has left transactions that the system still has, and a disk may
    // not: before anybody reads them they are brought there. Another process that reads keeps a checkpoint from them,
    // and then it syncs nothing: so the log itself is synced.
    void make_durable() {
        const auto end = SteadyClock::now() + options_.statement_timeout;
        while (!checkpointed()) {  // another process does the same
            if (SteadyClock::now() > end) throw std::runtime_error("another process holds it");
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        }
    }

    bool checkpointed() {
        enum class Outcome { busy, partly, wholly };
        const auto outcome = writer_.one("PRAGMA wal_checkpoint(PASSIVE)", [](const Row& row) {
            if (row.integer(0) != 0) return Outcome::busy;
            return row.integer(1) == row.integer(2) ? Outcome::wholly : Outcome::partly;
        });
        if (outcome == Outcome::partly) sqlite::sync_file(options_.path + "-wal");
        return outcome != Outcome::busy;
    }

    // A bounded queue between threads. take() empties it, or takes one; nothing once it is stopped and empty.
    class Queue {
    public:
        bool put(std::unique_ptr<Job>& job, std::size_t capacity) {
            {
                std::lock_guard lock(mutex_);
                if (stopping_ || jobs_.size() >= capacity) return false;
                jobs_.push_back(std::move(job));
            }
            wake_.notify_one();
            return true;
        }
        Jobs take(std::size_t most) {
            for (;;) {
                try {
                    return try_take(most);
                } catch (const std::bad_alloc&) {
                    std::this_thread::sleep_for(std::chrono::milliseconds(2));
                }
            }
        }
        Jobs try_take(std::size_t most) {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
            Jobs taken;
            taken.reserve(std::min(most, jobs_.size()));  // fails, if at all, before a job is taken out
            for (; !jobs_.empty() && taken.size() < most; jobs_.pop_front()) taken.push_back(std::move(jobs_.front()));
            return taken;
        }
        void stop() {
            {
                std::lock_guard lock(mutex_);
                stopping_ = true;
            }
            wake_.notify_all();
        }

        [[nodiscard]] std::size_t size() const {
            std::lock_guard lock(mutex_);
            return jobs_.size();
        }

    private:
        mutable std::mutex mutex_;
        std::condition_variable wake_;
        std::deque<std::unique_ptr<Job>> jobs_;
        bool stopping_ = false;
    };

    void submit(Queue& queue, std::unique_ptr<Job> job) {
        if (options_.metrics) job->asked = SteadyClock::now();
        if (queue.put(job, options_.max_queued_writes)) return;
        job->fail(std::make_exception_ptr(Failure::busy(Failure::Kind::queue_full, "The server is busy.", 1)));
        job->finish();
    }

    void write_groups() {
        pthread_setname_np(pthread_self(), "db-writer");
        // A group is bounded so that its first caller does not wait for a thousand others.
        constexpr std::size_t most = 256;
        for (Jobs group = writes_.take(most); !group.empty(); group = writes_.take(most)) write_group(group);
    }

    void write_group(Jobs& group) {
        try {
            writer_.begin();
            for (auto& job : group) write_one(*job, group.size() > 1);
            writer_.commit();
        } catch (...) {
            const auto error = std::current_exception();
            writer_.roll_back();
            writer_.drop_actions_after(0);
            for (auto& job : group) job->fail(error);
        }
        if (auto actions = writer_.take_actions(); !actions.empty()) {
            for (auto& action : actions) action();
            if (group_action_) group_action_();
        }
        observe(writer_thread, group);
        for (auto& job : group) job->finish();
    }

    // Before the callers go on: whoever has an answer finds it counted.
    void observe(std::size_t thread, const Jobs& jobs) {
        if (!options_.metrics) return;
        const auto now = SteadyClock::now();
        for (const auto& job : jobs) options_.metrics->observe(thread, job->operation, now - job->asked);
    }

    // Alone in its group, a failed job takes the whole transaction with it and needs no savepoint.
    void write_one(Job& job, bool shared) {
        const auto actions = writer_.action_count();
        if (shared) writer_.run("SAVEPOINT job");
        const bool good = job.run(writer_);
        if (!good) writer_.drop_actions_after(actions);
        if (!shared) {
            if (!good) writer_.run("ROLLBACK"), writer_.begin();
            return;
        }
        if (!good) writer_.run("ROLLBACK TO job");
        writer_.run("RELEASE job");
    }

    void read_jobs(std::size_t number) {
        auto& reader = *readers_[number];
        pthread_setname_np(pthread_self(), "db-reader");
        for (Jobs jobs = reads_.take(1); !jobs.empty(); jobs = reads_.take(1)) {
            read_one(reader, *jobs.front());
            observe(first_reader + number, jobs);
            jobs.front()->finish();
        }
    }

    static void read_one(Connection& reader, Job& job) {
        try {
            reader.begin();
            job.run(reader);
            reader.commit();
        } catch (...) {
            job.fail(std::current_exception());
            reader.roll_back();
        }
    }

    SqliteOptions options_;
    std::unique_ptr<sqlite::ServerLock> lock_;
    Connection writer_;
    std::vector<std::unique_ptr<Connection>> readers_;
    std::function<void()> group_action_;
    Queue writes_;
    Queue reads_;
    std::vector<std::jthread> threads_;  // last: joined before the connections close
};

}  // namespace

std::unique_ptr<Database> open_sqlite(const SqliteOptions& options) {
    try {
        return std::make_unique<Sqlite>(options);
    } catch (const std::exception& error) {
        throw std::runtime_error("cannot open the database " + options.path + ": " + error.what());
    }
}

}  // namespace rustygpt::storage
