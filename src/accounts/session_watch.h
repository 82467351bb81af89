#pragma once

#include <atomic>

#include "accounts/sessions.h"

namespace rustygpt::accounts {

// Keeps the table of sessions in step with the database: what another process did (a command line, another server)
// acts within a poll. One poll at a time, so a slow database is never asked faster than it answers.
class SessionWatch {
public:
    static constexpr milliseconds poll_interval{250};
    static constexpr seconds write_interval{60};

    explicit SessionWatch(Sessions& sessions) : sessions_(sessions) {}

    // Runs until stop(); to be spawned on one io_context. Writes the last slides before it returns. Never throws for a
    // database that fails: it says so in the log, and goes on.
    Task<> run();
    // Thread-safe. Acts within a poll.
    void stop() { stopping_ = true; }

private:
    Task<> poll();

    Sessions& sessions_;
    std::atomic<bool> stopping_ = false;
    bool failing_ = false;
    int polls_ = 0;
};

}  // namespace rustygpt::accounts
