#pragma once

#include <atomic>

#include "accounts/sessions.h"
#include "accounts/tokens.h"

namespace rustygpt::accounts {

// Keeps the tables of sessions and tokens in step with the database: what another process did (a command line, another
// server) acts within a poll. One poll at a time, so a slow database is never asked faster than it answers.
class SessionWatch {
public:
    static constexpr milliseconds poll_interval{250};
    static constexpr seconds write_interval{60};

    SessionWatch(Sessions& sessions, Tokens& tokens) : sessions_(sessions), tokens_(tokens) {}

    // Runs until stop(); to be spawned on one io_context. Writes the last slides and uses before it returns. Never
    // throws for a database that fails: it says so in the log, and goes on.
    Task<> run();
    // Thread-safe. Acts within a poll.
    void stop() { stopping_ = true; }

private:
    Task<> poll();
    Task<> write(seconds interval);

    Sessions& sessions_;
    Tokens& tokens_;
    std::atomic<bool> stopping_ = false;
    bool failing_ = false;
    int polls_ = 0;
};

}  // namespace rustygpt::accounts
