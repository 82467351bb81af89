#include "app/metrics.h"

#include <gtest/gtest.h>

namespace rustygpt::app {
namespace {

std::string shown(const LimitSources& limits, std::uint64_t login_denials) {
    metrics::Page page;
    write_limits(page, limits, login_denials);
    std::string samples;
    const auto text = page.text();
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at) + 1;
        if (text[at] != '#') samples += text.substr(at, end - at);
        at = end;
    }
    return samples;
}

TEST(Metrics, TheLimitersNumbersAreAskedForAtEachScrape) {
    std::uint64_t refused = 3;
    const LimitSources limits{.denials = [&] { return std::map<std::string, std::uint64_t>{{"tight", refused}}; },
                              .profiles = [] { return std::uint64_t{2}; },
                              .assignments = [] { return std::uint64_t{5}; }};
    for (; refused < 5; ++refused)
        EXPECT_EQ(shown(limits, 1),
                  "rustygpt_rate_limit_denials_total{profile=\"login\"} 1\n"
                  "rustygpt_rate_limit_denials_total{profile=\"tight\"} " +
                      std::to_string(refused) + "\nrustygpt_limits_profiles 2\nrustygpt_limits_assignments 5\n");
}

TEST(Metrics, AProfileNamedLoginCountsWithTheLimitOnSigningIn) {
    const LimitSources limits{.denials = [] { return std::map<std::string, std::uint64_t>{{"login", 4}}; },
                              .profiles = {},
                              .assignments = {}};
    EXPECT_EQ(shown(limits, 3),
              "rustygpt_rate_limit_denials_total{profile=\"login\"} 7\nrustygpt_limits_profiles 0\n"
              "rustygpt_limits_assignments 0\n");
}

}  // namespace
}  // namespace rustygpt::app
