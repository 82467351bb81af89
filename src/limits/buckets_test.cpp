#include "limits/buckets.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace rustygpt::limits {
namespace {

using namespace std::chrono_literals;

Instant at(nanoseconds time) { return Instant(1000h) + time; }

Buckets::Key key(std::uint8_t number, Scope scope = {}) {
    Buckets::Key made{.scope = scope, .caller = {.kind = CallerKey::Kind::user}};
    made.caller.bytes[0] = number;
    return made;
}

int admitted(Buckets& buckets, const Buckets::Key& whose, const Rate& rate, Instant now) {
    int count = 0;
    while (buckets.decide(whose, rate, now).admitted) ++count;
    return count;
}

TEST(Buckets, AreExactUnderConcurrency) {
    Buckets buckets;
    const auto rate = Rate::of(1'000, 50);
    std::atomic<int> admitted = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                // The same hundred milliseconds on each thread, a microsecond at a time.
                for (int i = 0; i < 100'000; ++i) admitted += buckets.decide(key(1), rate, at(i * 1us)).admitted;
            });
    }
    EXPECT_GE(admitted, 50 + 99);
    EXPECT_LE(admitted, 50 + 100 + 1);
}

TEST(Buckets, AreApartByCallerAndScope) {
    Buckets buckets;
    const auto rate = Rate::of(1, 3);
    const Scope assigned{.assignment = new_id()};
    const Scope guarded{.assignment = assigned.assignment, .fallback = Fallback::guarded};
    for (const auto& whose :
         {key(1), key(2), key(1, assigned), key(1, guarded), key(1, {.fallback = Fallback::streams})})
        EXPECT_EQ(admitted(buckets, whose, rate, at(0s)), 3);
    auto address = key(1);
    address.caller.kind = CallerKey::Kind::address;
    EXPECT_EQ(admitted(buckets, address, rate, at(0s)), 3) << "an address is no user, whatever its bytes";
}

TEST(Buckets, StayWithinTheirCapacityAndForgetTheIdleFirst) {
    Buckets buckets(64 * 16);
    const auto rate = Rate::of(0.001, 5);
    for (int i = 0; i < 100'000; ++i) {
        Buckets::Key whose{.scope = {}, .caller = CallerKey::user(new_id())};
        ASSERT_TRUE(buckets.decide(whose, rate, at(0s)).admitted);
    }
    EXPECT_LE(buckets.size(), 64u * 16);
    EXPECT_GE(buckets.size(), 64u * 12);
    buckets.sweep(at(999s));
    EXPECT_GT(buckets.size(), 0u) << "none is idle yet";
    buckets.sweep(at(1000s));
    EXPECT_EQ(buckets.size(), 0u);
}

TEST(Buckets, SweepingLeavesTheBusyOnes) {
    Buckets buckets;
    const auto rate = Rate::of(1, 10);
    EXPECT_EQ(admitted(buckets, key(1), rate, at(0s)), 10);
    buckets.decide(key(2), rate, at(0s));
    buckets.sweep(at(4s));
    EXPECT_EQ(buckets.size(), 1u);
    EXPECT_EQ(admitted(buckets, key(1), rate, at(4s)), 4) << "what was taken stays taken";
}

TEST(Buckets, KeepWhatWasTakenWhenTheRateChanges) {
    Buckets buckets;
    EXPECT_EQ(admitted(buckets, key(1), Rate::of(1, 100), at(0s)), 100);
    EXPECT_EQ(admitted(buckets, key(1), Rate::of(100, 100), at(0s)), 0) << "as full as before";
    EXPECT_EQ(admitted(buckets, key(1), Rate::of(100, 100), at(100ms)), 10) << "and emptied at the new rate";
    EXPECT_EQ(admitted(buckets, key(1), Rate::of(1, 5), at(100ms)), 0);
    EXPECT_EQ(admitted(buckets, key(1), Rate::of(1, 5), at(5100ms)), 5) << "never more than its new burst to wait for";
    EXPECT_EQ(admitted(buckets, key(1), Rate::of(1, 8), at(5100ms)), 3) << "a larger burst has room at once";
}

TEST(CallerKey, IsAUserOrAnAddress) {
    const std::pair<const char*, const char*> cases[] = {
        {"192.0.2.7", "192.0.2.7"},
        {"::ffff:192.0.2.7", "192.0.2.7"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
        {"2001:db8:1:2::1", "2001:db8:1:2::/64"},
        {"fe80::1%eth0", "fe80::/64"},
        {"", "unknown"},
        {"not an address", "unknown"},
        {"a text that is longer than any address could ever be", "unknown"},
    };
    for (const auto& [address, text] : cases) EXPECT_EQ(CallerKey::address(address).text(), text) << address;
    const auto id = new_id();
    EXPECT_EQ(CallerKey::user(id).text(), id.text());
    EXPECT_EQ(CallerKey::address("192.0.2.7"), CallerKey::address("::ffff:192.0.2.7"));
    EXPECT_NE(CallerKey::address("192.0.2.7"), CallerKey::address("192.0.2.8"));
}

}  // namespace
}  // namespace rustygpt::limits
