#include "accounts/session_table.h"

#include <thread>

#include <gtest/gtest.h>

namespace rustygpt::accounts {
namespace {

using namespace std::chrono_literals;

const Time start{std::chrono::milliseconds(1'800'000'000'000)};

class Table : public testing::Test {
protected:
    void SetUp() override { crypto_init(); }

    SessionRecord record(std::int64_t changed) const {
        return {.id = id,
                .user_id = user,
                .role = Role::member,
                .secret_hash = SessionSecrets::hash_of(secret),
                .issued_at = start,
                .last_seen_at = start,
                .absolute_expires_at = start + 1h,
                .changed = changed};
    }
    SessionRecord ended(std::int64_t changed) const {
        auto out = record(changed);
        out.ended_at = start;
        return out;
    }

    const Id id = new_id();
    const Id user = new_id();
    const std::string secret = SessionSecrets::fresh();
    SessionSecrets secrets{std::string(32, 'k')};
    SessionTable table{secrets, 100s};
};

TEST_F(Table, RefusesWhatWasReadBeforeAnEndThatItKnows) {
    table.apply({.since = AccountStore::nothing_since, .epoch = 4}, start);
    table.apply({.since = 4, .epoch = 5, .sessions = {ended(5)}}, start);
    EXPECT_FALSE(table.put(record(3), 4, start)) << "that snapshot may be older than the end";
    EXPECT_FALSE(table.alive(id, start));
    EXPECT_TRUE(table.put(ended(5), 5, start));
    EXPECT_FALSE(table.alive(id, start));
}

TEST_F(Table, TellsWhatWasTakenAwayFromWhatMerelyEnded) {
    EXPECT_TRUE(table.put(record(3), 3, start));
    table.apply({.since = 3, .epoch = 4, .sessions = {ended(4)}}, start);
    EXPECT_FALSE(table.revoked(id)) << "signed out";
    auto revoked = ended(5);
    revoked.id = new_id();
    EXPECT_FALSE(table.revoked(revoked.id));
    auto before = record(4);
    before.id = revoked.id;
    EXPECT_TRUE(table.put(before, 4, start));
    revoked.revoked = true;
    table.apply({.since = 4, .epoch = 5, .sessions = {revoked}}, start);
    EXPECT_TRUE(table.revoked(revoked.id));
    table.sweep(start + 1h - 1s);
    EXPECT_TRUE(table.revoked(revoked.id));
    table.sweep(start + 1h);
    EXPECT_FALSE(table.revoked(revoked.id)) << "it would have ended by now: nothing can wait for it any more";
}

TEST_F(Table, IgnoresAFirstEpochThatASessionHasOvertaken) {
    EXPECT_TRUE(table.put(record(3), 3, start));
    table.apply({.since = AccountStore::nothing_since, .epoch = 9}, start);
    EXPECT_EQ(table.epoch(), 3) << "what lies between has to be read first";
    table.apply({.since = 3, .epoch = 9, .sessions = {ended(9)}}, start);
    EXPECT_EQ(table.epoch(), 9);
    EXPECT_FALSE(table.known(secret, start));
}

TEST_F(Table, KeepsTheNewerSightAndTheNewerState) {
    EXPECT_TRUE(table.put(record(3), 3, start));
    ASSERT_TRUE(table.known(secret, start + 50s));
    auto renewed = record(4);
    renewed.role = Role::admin;
    table.apply({.since = 3, .epoch = 4, .sessions = {renewed}}, start);
    EXPECT_TRUE(table.alive(id, start + 149s)) << "seen at 50 s, whatever the database says";
    table.apply({.since = 3, .epoch = 4, .sessions = {record(3)}}, start);
    EXPECT_EQ(table.known(secret, start + 51s)->role, Role::admin);
}

TEST_F(Table, DoesNotLearnSessionsThatNobodyAskedFor) {
    table.apply({.since = AccountStore::nothing_since, .epoch = 1}, start);
    table.apply({.since = 1, .epoch = 2, .sessions = {record(2)}}, start);
    EXPECT_EQ(table.size(), 0u);
}

TEST_F(Table, DistrustsSightsThatAreStillToCome) {
    auto future = record(1);
    future.last_seen_at = start + 1h;
    EXPECT_TRUE(table.put(future, 1, start));
    EXPECT_TRUE(table.alive(id, start + 99s));
    EXPECT_FALSE(table.alive(id, start + 100s));
}

TEST_F(Table, ForgetsWhatIsOver) {
    EXPECT_TRUE(table.put(record(1), 1, start));
    table.sweep(start + 99s);
    EXPECT_EQ(table.size(), 1u);
    table.sweep(start + 100s);
    EXPECT_EQ(table.size(), 0u);
    EXPECT_FALSE(table.known(secret, start));
}

TEST_F(Table, AnswersWhileSessionsComeAndGo) {
    EXPECT_TRUE(table.put(record(1), 1, start));
    std::atomic<bool> over = false;
    std::atomic<int> refused = 0;
    {
        std::jthread reader([&] {
            while (!over) refused += !table.known(secret, start + 1s) || !table.alive(id, start + 1s);
        });
        for (std::int64_t i = 2; i < 2'000; ++i)
            table.apply({.since = i - 1, .epoch = i, .sessions = {record(i)}}, start);
        over = true;
    }
    EXPECT_EQ(refused, 0);
}

}  // namespace
}  // namespace rustygpt::accounts
