#pragma once

// What an administrator wants to know of a server, counted.

#include <cstdint>

#include <boost/describe/class.hpp>

#include "base/task.h"
#include "base/time.h"

namespace rustygpt::accounts {

struct UserCounts {
    std::int64_t total = 0;
    std::int64_t admin = 0;      // the roles include disabled users
    std::int64_t member = 0;
    std::int64_t read_only = 0;
    std::int64_t disabled = 0;
};
BOOST_DESCRIBE_STRUCT(UserCounts, (), (total, admin, member, read_only, disabled))

struct AnswerCounts {
    std::int64_t queued = 0;
    std::int64_t streaming = 0;
    std::int64_t completed = 0;
    std::int64_t cancelled = 0;
    std::int64_t interrupted = 0;
    std::int64_t failed = 0;
};
BOOST_DESCRIBE_STRUCT(AnswerCounts, (), (queued, streaming, completed, cancelled, interrupted, failed))

struct Counts {
    UserCounts users{};
    AnswerCounts answers{};
    std::int64_t conversations = 0;
    std::int64_t messages = 0;
    std::int64_t active_sessions = 0;
    std::int64_t api_tokens = 0;      // living ones
    std::int64_t audit_entries = 0;
};

// Implemented in storage.
class Statistics {
public:
    virtual ~Statistics() = default;

    // One snapshot. Reads indexes alone, but all of them: about a quarter of a second per million
    // messages.
    virtual Task<Counts> count(Time now, seconds session_idle) = 0;
};

}  // namespace rustygpt::accounts
