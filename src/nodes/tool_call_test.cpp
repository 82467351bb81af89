#include "nodes/tool_call.h"

#include <latch>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include "tools/registry.h"

namespace rustygpt::nodes {
namespace {

using namespace std::chrono_literals;

// A call of the calculator behind other work of the pool's only thread.
class Queued : public testing::Test {
protected:
    void SetUp() override {
        Pool::Work hold = [this] { held_.wait(); };
        ASSERT_TRUE(pool_.try_post(hold));
    }
    // Begun, and run until the work before it may end: for `waited`.
    reasoning::NodeResult call(std::chrono::milliseconds most, std::chrono::milliseconds waited) {
        auto asked = call_tool(pool_, *registry_.find("calculator"), {{"expression", "1+1"}}, most, stop.get_token());
        auto answer = asio::co_spawn(io_, std::move(asked), asio::use_future);
        io_.run_for(waited);
        held_.count_down();
        io_.run();
        return answer.get();
    }

    std::stop_source stop;

private:
    tools::Registry registry_ = tools::Registry::builtin();
    std::latch held_{1};
    asio::io_context io_;
    Pool pool_{"one", 1, 8};
};

TEST_F(Queued, WaitingForTheToolsThreadIsNoneOfItsTime) {
    const auto result = call(1s, 1500ms);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->at("result"), "2");
}

TEST_F(Queued, AStopEndsItAtOnce) {
    stop.request_stop();
    const auto result = call(10s, 1ms);
    ASSERT_FALSE(result);
    EXPECT_TRUE(result.error().cancelled);
}

}  // namespace
}  // namespace rustygpt::nodes
