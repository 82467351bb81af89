#include "telemetry/exposition.h"

#include <thread>

#include <gtest/gtest.h>

namespace rustygpt::metrics {
namespace {

using namespace std::chrono_literals;

TEST(Exposition, ACounterHasHelpTypeAndSamples) {
    Page page;
    page.counter("cups_total", "Cups.").sample({{"kind", "tea"}}, std::uint64_t{3}).sample({}, 0.5);
    EXPECT_EQ(page.text(),
              "# HELP cups_total Cups.\n# TYPE cups_total counter\ncups_total{kind=\"tea\"} 3\ncups_total 0.5\n");
}

TEST(Exposition, GoingOnWithANameKeepsItsSamplesTogether) {
    Page page;
    page.gauge("a", "A.").sample({}, std::int64_t{-1});
    page.gauge("b", "B.").sample({}, std::int64_t{2});
    page.gauge("a", "A.").sample({{"more", "x"}}, std::int64_t{3});
    EXPECT_EQ(page.text(), "# HELP a A.\n# TYPE a gauge\na -1\na{more=\"x\"} 3\n# HELP b B.\n# TYPE b gauge\nb 2\n");
}

TEST(Exposition, ALabelCannotBreakOut) {
    Page page;
    page.gauge("a", "A.").sample({{"of", "\"}\n\\"}}, std::int64_t{1});
    EXPECT_EQ(page.text(), "# HELP a A.\n# TYPE a gauge\na{of=\"\\\"}\\n\\\\\"} 1\n");
}

TEST(Exposition, SourcesAreAskedAtEachScrape) {
    Counter cups;
    Registry registry;
    registry.add([&](Page& page) { page.counter("cups_total", "Cups.").sample({}, cups.value()); });
    EXPECT_TRUE(registry.text().ends_with("cups_total 0\n"));
    cups.add(2);
    EXPECT_TRUE(registry.text().ends_with("cups_total 2\n"));
}

TEST(Durations, EachFallsIntoTheFirstBucketThatHoldsIt) {
    Durations durations;
    for (const auto took : {-1ns, 100'000ns, 100'001ns, 60'000'000'000ns, 60'000'000'001ns}) durations.observe(took);
    Durations::Sum sum;
    sum += durations;
    EXPECT_EQ(sum.count(), 5u);
    EXPECT_EQ(sum.buckets[0], 2u);  // less than nothing is nothing; a bound belongs to its bucket
    EXPECT_EQ(sum.buckets[1], 1u);
    EXPECT_EQ(sum.buckets[16], 1u);
    EXPECT_EQ(sum.buckets[17], 1u);
    EXPECT_EQ(sum.nanoseconds, 120'000'200'002u);
}

TEST(Durations, TheirBoundsRise) { EXPECT_TRUE(std::ranges::is_sorted(Durations::bounds, std::less_equal<>())); }

TEST(Durations, AreShownAsACumulativeHistogram) {
    Durations durations;
    durations.observe(2ms);
    durations.observe(2min);
    Durations::Sum sum;
    Page page;
    page.durations("waits_seconds", "Waits.").sample({{"for", "tea"}}, sum += durations);
    const auto text = page.text();
    EXPECT_NE(text.find("waits_seconds_count{for=\"tea\"} 2\nwaits_seconds_sum{for=\"tea\"} 120.002\n"), text.npos)
        << text;
    EXPECT_NE(text.find("waits_seconds_bucket{for=\"tea\",le=\"0.001\"} 0\n"), text.npos) << text;
    EXPECT_NE(text.find("waits_seconds_bucket{for=\"tea\",le=\"0.0025\"} 1\n"), text.npos) << text;
    EXPECT_NE(text.find("waits_seconds_bucket{for=\"tea\",le=\"60\"} 1\n"), text.npos) << text;
    EXPECT_NE(text.find("waits_seconds_bucket{for=\"tea\",le=\"+Inf\"} 2\n"), text.npos) << text;
}

TEST(Counter, LosesNothingBetweenThreads) {
    Counter counter;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] {
                for (int j = 0; j < 10'000; ++j) counter.add();
            });
    }
    EXPECT_EQ(counter.value(), 40'000u);
}

}  // namespace
}  // namespace rustygpt::metrics
