#include "app/options.h"

#include <gtest/gtest.h>

namespace rustygpt::app {
namespace {

TEST(Readers, AreAsManyAsConfigured) {
    for (const std::int64_t configured : {1, 2, 9, 10, 24, 1'000}) {
        config::Settings settings;
        settings.database.pool_max_connections = configured;
        EXPECT_EQ(readers(settings), configured);
    }
}

}  // namespace
}  // namespace rustygpt::app
