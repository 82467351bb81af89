#include "chat/fair_queue.h"

#include <string>

#include <gtest/gtest.h>

namespace rustygpt::chat {
namespace {

const Id ada = new_id(), ben = new_id(), cyd = new_id();

std::string drained(FairQueue<char>& queue) {
    std::string out;
    while (const auto item = queue.pop()) out.push_back(*item);
    return out;
}

TEST(FairQueue, UsersTakeTurns) {
    FairQueue<char> queue;
    for (const char c : {'1', '2', '3'}) queue.push(ada, c);
    queue.push(ben, 'b');
    queue.push(cyd, 'c');
    EXPECT_EQ(drained(queue), "1bc23");
}

TEST(FairQueue, TellsHowManyGoBefore) {
    FairQueue<char> queue;
    EXPECT_EQ(queue.push(ada, '1'), 0u);
    EXPECT_EQ(queue.push(ada, '2'), 1u);
    EXPECT_EQ(queue.push(ben, 'b'), 1u) << "after ada's first, before her second";
    EXPECT_EQ(queue.push(ada, '3'), 3u);
    EXPECT_EQ(queue.push(ben, 'B'), 3u) << "after ada's second";
    EXPECT_EQ(drained(queue), "1b2B3");
}

TEST(FairQueue, GivesUpWhatIsAskedFor) {
    FairQueue<char> queue;
    for (const char c : {'1', '2', '3'}) queue.push(ada, c);
    EXPECT_EQ(queue.remove([](char c) { return c == '2'; }), '2');
    EXPECT_EQ(queue.remove([](char c) { return c == '2'; }), std::nullopt);
    EXPECT_EQ(drained(queue), "13");
}

}  // namespace
}  // namespace rustygpt::chat
