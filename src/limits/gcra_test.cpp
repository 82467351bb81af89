#include "limits/gcra.h"

#include <thread>

#include <gtest/gtest.h>

#include "limits/address.h"
#include "limits/keyed.h"

namespace rustygpt::limits {
namespace {

using namespace std::chrono_literals;

Instant at(nanoseconds time) { return Instant(1000h) + time; }

TEST(Gcra, RefusesTheRequestAfterTheBurst) {
    Gcra limit{.requests_per_second = 1, .burst = 2};
    EXPECT_TRUE(limit.admit(at(0s)));
    EXPECT_TRUE(limit.admit(at(0s)));
    EXPECT_FALSE(limit.admit(at(0s)));
}

TEST(Gcra, AdmitsExactlyWhenItSaid) {
    Gcra limit{.requests_per_second = 3, .burst = 4};
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(limit.admit(at(0s)));
    const auto wait = limit.decide(at(0s)).retry_after;
    EXPECT_FALSE(limit.admit(at(wait - 1ns)));
    EXPECT_TRUE(limit.admit(at(wait)));
}

TEST(Gcra, TellsWhatIsLeft) {
    Gcra limit{.requests_per_second = 2, .burst = 3};
    const auto first = limit.decide(at(0s));
    EXPECT_EQ(first.remaining, 2);
    EXPECT_EQ(first.reset_after, 500ms);
    EXPECT_EQ(limit.decide(at(0s)).remaining, 1);
    EXPECT_EQ(limit.decide(at(0s)).remaining, 0);
    EXPECT_EQ(limit.decide(at(0s)).retry_after, 500ms);
    EXPECT_EQ(limit.decide(at(10s)).remaining, 2);
}

TEST(Gcra, NeverAdmitsMoreThanBurstAndRate) {
    for (const double rate : {0.001, 0.7, 3.0, 999.0, 1e6})
        for (const std::int64_t burst : {1, 5, 100}) {
            Gcra limit{.requests_per_second = rate, .burst = burst};
            std::int64_t admitted = 0;
            const auto step = nanoseconds(static_cast<std::int64_t>(1e9 / rate / 7) + 1);
            for (int i = 0; i < 2'000; ++i) {
                admitted += limit.admit(at(step * i));
                const double seconds = std::chrono::duration<double>(step * i).count();
                ASSERT_LE(double(admitted), double(burst) + rate * seconds + 1e-6) << rate << " " << burst << " " << i;
            }
            EXPECT_GE(admitted, burst + 2'000 / 7 - 2);
        }
}

TEST(Gcra, TakesARefund) {
    Gcra limit{.requests_per_second = 1, .burst = 1};
    EXPECT_TRUE(limit.admit(at(0s)));
    limit.refund();
    EXPECT_TRUE(limit.admit(at(0s)));
    EXPECT_FALSE(limit.admit(at(0s)));
}

TEST(KeyedGcra, KeepsKeysApart) {
    KeyedGcra limits(1, 1, 10);
    EXPECT_TRUE(limits.decide("a", at(0s)).admitted);
    EXPECT_TRUE(limits.decide("b", at(0s)).admitted);
    EXPECT_FALSE(limits.decide("a", at(0s)).admitted);
}

TEST(KeyedGcra, ForgetsTheIdleFirst) {
    KeyedGcra limits(1, 10, 2);
    limits.decide("idle", at(0s));
    limits.decide("busy", at(0s));
    for (int i = 0; i < 9; ++i) limits.decide("busy", at(0s));
    EXPECT_TRUE(limits.decide("new", at(5s)).admitted);
    EXPECT_EQ(limits.size(), 2u);
    int more = 0;
    while (limits.decide("busy", at(5s)).admitted) ++more;
    EXPECT_EQ(more, 5);
}

TEST(KeyedGcra, StaysWithinItsCapacity) {
    KeyedGcra limits(0.001, 5, 64);
    for (int i = 0; i < 10'000; ++i) EXPECT_TRUE(limits.decide(std::to_string(i), at(0s)).admitted);
    EXPECT_LE(limits.size(), 64u);
}

TEST(KeyedGcra, IsExactUnderConcurrency) {
    KeyedGcra limits(0.001, 100, 10);
    std::atomic<int> admitted = 0;
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i < 200; ++i) admitted += limits.decide("k", at(0s)).admitted;
            });
    }
    EXPECT_EQ(admitted, 100);
}

TEST(Address, IsItselfOrItsNetwork) {
    const std::pair<const char*, const char*> cases[] = {
        {"192.0.2.7", "192.0.2.7"},
        {"::ffff:192.0.2.7", "192.0.2.7"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"},
        {"::1", "::/64"},
        {"fe80::1%eth0", "fe80::/64"},
        {"", ""},
        {"not an address", "not an address"},
    };
    for (const auto& [address, key] : cases) EXPECT_EQ(address_key(address), key) << address;
}

}  // namespace
}  // namespace rustygpt::limits
