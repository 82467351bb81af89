#include "telemetry/log.h"

#include <gtest/gtest.h>

namespace rustygpt::log {
namespace {

// For TSan: the writing thread and who stops it share the logger, and either may be the last to hold it.
TEST(Log, StopsAsOftenAsItStarts) {
    for (int round = 0; round < 500; ++round) {
        start(Level::error, Format::json);
        error("a record", {{"round", round}});
        stop();
        error("one too late");
    }
    EXPECT_EQ(dropped(), 0U);
}

}  // namespace
}  // namespace rustygpt::log
