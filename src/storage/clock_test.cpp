// The wall clock jumps ahead and is set back: times follow it, rows rise, and what goes by time stays right.

#include <algorithm>

#include <gtest/gtest.h>

#include "storage/chat_test.h"
#include "storage/invariants.h"
#include "storage/retention.h"

namespace rustygpt::storage {
namespace {

using namespace std::chrono_literals;

class ClockTest : public ChatTest {
protected:
    chat::Message say(const char* text) { return answer(submit(prompt(text)), {"text"}); }
    std::int64_t head() {
        return database->read_now([](Transaction& tx) { return EventLog::head(tx); });
    }
    // The row before the first that a reader from that time gets; nothing where it is sent back to the start.
    std::optional<std::int64_t> from(Time time) {
        const auto resolved = run(log->resolve({.user_id = alice}, stream::FromTime{time}));
        return resolved.reset ? std::nullopt : std::optional(resolved.after);
    }
    std::vector<Time> times() {
        std::vector<Time> found;
        database->read_now([&](Transaction& tx) {
            tx.each("SELECT created_at FROM events ORDER BY row",
                    [&](const Row& row) { found.push_back(row.time(0)); });
        });
        return found;
    }
    std::vector<std::string> problems() {
        return database->read_now([](Transaction& tx) { return broken_invariants(tx); });
    }
    std::int64_t pruned(std::chrono::hours later) {
        return run(prune(*database, {.events = 48h}, clock.now() + later));
    }
};

TEST_F(ClockTest, NewTimesFollowAClockThatIsSetBack) {
    submit(prompt("before"));
    clock.ahead = 5000h;
    submit(prompt("ahead"));
    const auto ahead = head();
    clock.ahead = 0h;
    const auto made = submit(prompt("after"));
    EXPECT_LT(made.answer.created_at - SystemClock().now(), 1min);
    EXPECT_GT(head(), ahead);
    EXPECT_LT(times().back(), times()[static_cast<std::size_t>(ahead) - 1]);
    EXPECT_EQ(problems(), std::vector<std::string>{});
}

TEST_F(ClockTest, AlsoAfterARestart) {
    clock.ahead = 5000h;
    submit(prompt("ahead"));
    close();
    clock.ahead = 0h;
    open();
    EXPECT_LT(submit(prompt("after")).answer.created_at - SystemClock().now(), 1min);
    EXPECT_EQ(problems(), std::vector<std::string>{});
}

TEST_F(ClockTest, ASmallStepBackIsWaitedOut) {
    submit(prompt("before"));
    clock.ahead = -300ms;
    submit(prompt("after"));
    const auto all = times();
    EXPECT_TRUE(std::ranges::is_sorted(all));
}

TEST_F(ClockTest, AStartByTimeMissesNothingHoweverTheClockJumped) {
    submit(prompt("one"));
    const auto between = SystemClock().now() + 1s;  // after what was told before the jump
    const auto one = head();
    clock.ahead = 48h;
    submit(prompt("two"));
    const auto two = head();
    clock.ahead = 2s;
    submit(prompt("three"));
    EXPECT_EQ(from(Time{}), 0);
    EXPECT_EQ(from(between), one) << "what was told at the wrong time was told after it";
    EXPECT_EQ(from(SystemClock().now() + 47h), one) << "a time that the clock has shown";
    EXPECT_EQ(from(SystemClock().now() + 49h), std::nullopt) << "a time to come";
    EXPECT_GT(head(), two);
}

TEST_F(ClockTest, WhatAClockAheadHasWrittenIsForgottenInItsTurn) {
    say("one");
    clock.ahead = 9000h;
    say("two");
    const auto two = head();
    clock.ahead = 0h;
    say("three");
    EXPECT_EQ(pruned(1h), 0) << "all of it is young";
    const auto three = head();
    EXPECT_GT(pruned(49h), two) << "all but the newest, those from the future too";
    EXPECT_EQ(times().size(), 1u);
    EXPECT_EQ(head(), three);
    clock.ahead = 49h;
    EXPECT_EQ(from(clock.now() - 1min), three) << "what went was older than that";
    EXPECT_EQ(problems(), std::vector<std::string>{});
}

TEST_F(ClockTest, AClockThatWasBehindCostsNobodyTheirEvents) {
    say("one");
    clock.ahead = -20000h;
    say("two");
    clock.ahead = 0h;
    say("three");
    EXPECT_EQ(pruned(1h), 0) << "rows before one of long ago may be young";
}

}  // namespace
}  // namespace rustygpt::storage
