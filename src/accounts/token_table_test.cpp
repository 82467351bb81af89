#include "accounts/token_table.h"

#include <thread>

#include <gtest/gtest.h>

namespace rustygpt::accounts {
namespace {

using namespace std::chrono_literals;

constexpr Time start{milliseconds(1'800'000'000'000)};

TokenRecord record(char name, std::int64_t changed = 1) {
    return {.id = Id{{static_cast<std::uint8_t>(name)}},
            .user_id = Id{{1}},
            .role = Role::member,
            .scopes = {Scope::chat, Scope::read},
            .hash = sha256(std::string(1, name)),
            .expires_at = start + 1h,
            .changed = changed};
}

Digest hash_of(char name) { return sha256(std::string(1, name)); }

TEST(TokenTable, KnowsWhoIsBehindATokenAndItsScopes) {
    TokenTable table;
    EXPECT_FALSE(table.use(hash_of('a'), Scope::chat, start));
    ASSERT_TRUE(table.put(record('a'), 1));
    const auto bearer = table.use(hash_of('a'), Scope::chat, start);
    ASSERT_TRUE(bearer);
    EXPECT_TRUE(bearer->in_scope);
    EXPECT_TRUE(bearer->caller.by_token);
    EXPECT_EQ(bearer->caller.session_id, record('a').id);
    EXPECT_EQ(bearer->caller.role, Role::member);
    EXPECT_EQ(bearer->caller.ends, start + 1h);
    EXPECT_FALSE(table.use(hash_of('a'), Scope::admin, start)->in_scope);
    EXPECT_TRUE(table.use(hash_of('a'), std::nullopt, start)->in_scope);
    EXPECT_FALSE(table.use(hash_of('b'), Scope::chat, start));
}

TEST(TokenTable, TheLastMillisecondCountsAndTheNextDoesNot) {
    TokenTable table;
    ASSERT_TRUE(table.put(record('a'), 1));
    EXPECT_TRUE(table.alive(record('a').id, start + 1h - 1ms));
    EXPECT_TRUE(table.use(hash_of('a'), Scope::chat, start + 1h - 1ms));
    EXPECT_FALSE(table.alive(record('a').id, start + 1h));
    EXPECT_FALSE(table.use(hash_of('a'), Scope::chat, start + 1h));
    table.sweep(start + 1h - 1ms);
    EXPECT_EQ(table.size(), 1u);
    table.sweep(start + 1h);
    EXPECT_EQ(table.size(), 0u);
}

TEST(TokenTable, WhatEndedGoesAndRolesFollow) {
    TokenTable table;
    ASSERT_TRUE(table.put(record('a'), 1));
    ASSERT_TRUE(table.put(record('b'), 1));
    auto demoted = record('a', 2);
    demoted.role = Role::read_only;
    auto ended = record('b', 2);
    ended.ended_at = start;
    table.apply({.since = 1, .epoch = 2, .tokens = {demoted, ended, record('c', 2)}});
    EXPECT_EQ(table.use(hash_of('a'), Scope::chat, start)->caller.role, Role::read_only);
    EXPECT_FALSE(table.use(hash_of('b'), Scope::chat, start));
    EXPECT_FALSE(table.alive(ended.id, start));
    EXPECT_FALSE(table.use(hash_of('c'), Scope::chat, start)) << "nobody has asked for it yet";
    EXPECT_EQ(table.epoch(), 2);
}

TEST(TokenTable, ASnapshotThatMayHaveMissedAChangeIsRefused) {
    TokenTable table;
    table.apply({.since = AccountStore::nothing_since, .epoch = 5});
    EXPECT_FALSE(table.put(record('a'), 4)) << "it may have been revoked by change 5";
    EXPECT_TRUE(table.put(record('a'), 5));
}

TEST(TokenTable, ChangesReadBeforeTheFirstTokenDoNotSkipWhatCameBetween) {
    TokenTable table;
    ASSERT_TRUE(table.put(record('a'), 3));
    table.apply({.since = AccountStore::nothing_since, .epoch = 7});  // read while the table was empty
    EXPECT_EQ(table.epoch(), 3) << "4 to 7 are still to be read";
}

TEST(TokenTable, UsesAreToldOnceAMinute) {
    TokenTable table;
    ASSERT_TRUE(table.put(record('a'), 1));
    EXPECT_FALSE(table.last_used(record('a').id));
    EXPECT_TRUE(table.take_unwritten(start, 60s).empty()) << "never used";
    table.use(hash_of('a'), Scope::chat, start);
    EXPECT_EQ(table.last_used(record('a').id), start);
    ASSERT_EQ(table.take_unwritten(start, 60s).size(), 1u) << "the first use at once";
    table.use(hash_of('a'), Scope::chat, start + 30s);
    EXPECT_TRUE(table.take_unwritten(start + 59s, 60s).empty());
    const auto second = table.take_unwritten(start + 60s, 60s);
    ASSERT_EQ(second.size(), 1u);
    EXPECT_EQ(second.front().at, start + 30s);
    table.use(hash_of('a'), Scope::chat, start + 61s);
    EXPECT_EQ(table.take_unwritten(start + 61s, 0s).size(), 1u) << "at the end everything is";
    EXPECT_TRUE(table.alive(record('a').id, start + 62s));
    EXPECT_TRUE(table.take_unwritten(start + 62s, 0s).empty()) << "a stream's question is no use";
}

TEST(TokenTable, AChangeKeepsTheLastUse) {
    TokenTable table;
    ASSERT_TRUE(table.put(record('a'), 1));
    table.use(hash_of('a'), Scope::chat, start + 5s);
    table.apply({.since = 1, .epoch = 2, .tokens = {record('a', 2)}});
    EXPECT_EQ(table.last_used(record('a').id), start + 5s);
}

TEST(TokenTable, ReadersAndChangesMayMeet) {
    TokenTable table;
    ASSERT_TRUE(table.put(record('a'), 1));
    std::atomic<bool> stop = false;
    std::atomic<int> wrong = 0;
    std::vector<std::jthread> readers;
    for (int i = 0; i < 3; ++i)
        readers.emplace_back([&] {
            while (!stop) {
                const auto bearer = table.use(hash_of('a'), Scope::chat, start);
                if (!bearer || bearer->caller.user_id != record('a').user_id) ++wrong;
            }
        });
    for (std::int64_t epoch = 2; epoch < 2'000; ++epoch)
        table.apply({.since = epoch - 1, .epoch = epoch, .tokens = {record('a', epoch)}});
    stop = true;
    readers.clear();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace rustygpt::accounts
