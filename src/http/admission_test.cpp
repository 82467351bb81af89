#include "http/admission.h"

#include <atomic>
#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace rustygpt::http {
namespace {

using enum Admission::Refusal;

TEST(Admission, BoundsAllAndEachAddress) {
    Admission admission(5, 2);
    std::vector<Admission::Place> held;
    const auto enter = [&](const char* key) -> std::optional<Admission::Refusal> {
        auto place = admission.enter(key);
        if (!place) return place.error();
        held.push_back(std::move(*place));
        return std::nullopt;
    };
    EXPECT_EQ(enter("a"), std::nullopt);
    EXPECT_EQ(enter("a"), std::nullopt);
    EXPECT_EQ(enter("a"), address_has_enough);
    EXPECT_EQ(enter("b"), std::nullopt);
    EXPECT_EQ(enter(""), std::nullopt);
    EXPECT_EQ(enter(""), std::nullopt) << "a proxy's are not its own";
    EXPECT_EQ(enter("b"), all_taken);
    held.erase(held.begin());
    EXPECT_EQ(enter("a"), std::nullopt) << "a place that was left is free";
}

TEST(Admission, APlaceThatMovesIsHeldOnce) {
    Admission admission(1, 1);
    auto first = admission.enter("a");
    ASSERT_TRUE(first);
    auto second = std::move(*first);
    first = std::unexpected(all_taken);
    EXPECT_FALSE(admission.enter("a"));
    second = {};
    EXPECT_TRUE(admission.enter("a"));
}

TEST(Admission, NeverHasMoreThanItMayFromManyThreads) {
    Admission admission(3, 3);
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] {
                for (int turn = 0; turn < 2000; ++turn)
                    if (auto place = admission.enter("a")) {
                        const int now = ++inside;
                        for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {}
                        --inside;
                    }
            });
    }
    EXPECT_LE(most, 3);
    EXPECT_TRUE(admission.enter("a"));
}

}  // namespace
}  // namespace rustygpt::http
