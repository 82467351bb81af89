#include "http/wheel.h"

#include <memory>
#include <new>
#include <vector>

#include <gtest/gtest.h>

namespace rustygpt::http {
namespace {

using namespace std::chrono_literals;

struct Alarm final : Wheel::Entry {
    int rung = 0;
    std::unique_ptr<Alarm>* to_destroy = nullptr;
    bool fails = false;
    void on_deadline() override {
        ++rung;
        if (fails) throw std::bad_alloc();
        if (to_destroy) to_destroy->reset();
    }
};

TEST(Wheel, RingsNeverEarlyAndAtMostTwoTicksLate) {
    for (const auto after : {0ms, 1ms, 250ms, 10'000ms, 127'000ms, 128'000ms, 600'000ms}) {
        Wheel wheel;
        Alarm alarm;
        wheel.advance(1'000);
        wheel.set(alarm, after);
        const auto whole = static_cast<std::uint64_t>(after / Wheel::tick);
        for (std::uint64_t now = 1'001; now <= 1'000 + whole; ++now) wheel.advance(now);
        EXPECT_EQ(alarm.rung, 0) << after.count();
        wheel.advance(1'000 + whole + 2);
        EXPECT_EQ(alarm.rung, 1) << after.count();
        wheel.advance(1'000 + whole + 5'000);
        EXPECT_EQ(alarm.rung, 1) << "rings once";
    }
}

TEST(Wheel, FollowsADeadlineThatMoves) {
    Wheel wheel;
    Alarm alarm;
    wheel.set(alarm, 1s);
    wheel.set(alarm, 10s);
    wheel.advance(30);
    EXPECT_EQ(alarm.rung, 0);
    wheel.set(alarm, 1s);
    wheel.advance(36);
    EXPECT_EQ(alarm.rung, 1);
    wheel.set(alarm, 1s);
    wheel.clear(alarm);
    wheel.advance(1'000);
    EXPECT_EQ(alarm.rung, 1);
}

TEST(Wheel, SurvivesEntriesThatGoWhileItTurns) {
    Wheel wheel;
    auto first = std::make_unique<Alarm>();
    auto second = std::make_unique<Alarm>();
    auto third = std::make_unique<Alarm>();
    for (auto* alarm : {first.get(), second.get(), third.get()}) wheel.set(*alarm, 1s);
    first->to_destroy = &second;
    third->to_destroy = &third;
    wheel.advance(100);
    EXPECT_EQ(first->rung, 1);
    EXPECT_EQ(second, nullptr);
    EXPECT_EQ(third, nullptr);
}

TEST(Wheel, GoesOnAfterAnEntryThatThrows) {
    Wheel wheel;
    Alarm bad;
    Alarm good;
    bad.fails = true;
    for (auto* alarm : {&bad, &good}) wheel.set(*alarm, 1s);
    wheel.advance(100);
    EXPECT_EQ(bad.rung, 1);
    EXPECT_EQ(good.rung, 1);
}

}  // namespace
}  // namespace rustygpt::http
