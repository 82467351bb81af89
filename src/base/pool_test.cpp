#include "base/pool.h"

#include <future>
#include <new>

#include <gtest/gtest.h>

#include "base/run_blocking.h"

namespace rustygpt {
namespace {

// A pool of one thread that is held up, so that what comes waits in the queue.
class HeldUp : public testing::Test {
protected:
    void SetUp() override {
        Pool::Work hold = [this] {
            begun_.set_value();
            released_.get_future().wait();
        };
        ASSERT_TRUE(pool.try_post(hold));
        begun_.get_future().wait();
    }
    bool post(Pool::Queue queue) {
        Pool::Work work = [this] { ++done; };
        return pool.try_post(work, queue);
    }
    void release() { released_.set_value(); }

    std::atomic<int> done = 0;
    std::promise<void> begun_;
    std::promise<void> released_;
    Pool pool{"held up", 1, 2};
};

TEST_F(HeldUp, RefusesPastItsCapacityButWhatIsBoundedElsewhere) {
    EXPECT_TRUE(post(Pool::Queue::bounded));
    EXPECT_TRUE(post(Pool::Queue::bounded));
    EXPECT_FALSE(post(Pool::Queue::bounded));
    EXPECT_TRUE(post(Pool::Queue::bounded_elsewhere));
    EXPECT_FALSE(post(Pool::Queue::bounded)) << "that counts too";
    EXPECT_EQ(pool.queued(), 3U);
    release();
    while (pool.queued() > 0 || done < 3) std::this_thread::yield();
    EXPECT_TRUE(post(Pool::Queue::bounded));
}

TEST(Suspend, GivesTheWaitingCallerWhatBeginningThrew) {
    const auto task = [] -> Task<int> {
        auto begin = [](Completion<int>) { throw std::bad_alloc(); };
        co_return co_await suspend<int>(begin);
    };
    EXPECT_THROW(run_blocking(task()), std::bad_alloc);
}

TEST(Suspend, GoesOnOnceWhereBeginningThrowsAfterTheCompletionWasCalled) {
    const auto task = [] -> Task<int> {
        auto begin = [](Completion<int> done) {
            done({.error = {}, .value = 1});
            throw std::bad_alloc();
        };
        co_return co_await suspend<int>(begin);
    };
    EXPECT_EQ(run_blocking(task()), 1);
}

TEST(Pool, GoesOnAfterWorkThatThrows) {
    Pool pool("throws", 1, 8);
    Pool::Work bad = [] { throw std::bad_alloc(); };
    std::promise<void> done;
    Pool::Work good = [&done] { done.set_value(); };
    ASSERT_TRUE(pool.try_post(bad));
    ASSERT_TRUE(pool.try_post(good));
    done.get_future().wait();
}

}  // namespace
}  // namespace rustygpt
