// Memory runs out at each allocation in turn: a reader who missed an event is told no later one.

#include <cstdlib>
#include <new>
#include <utility>

#include <gtest/gtest.h>

#include "base/id.h"
#include "base/sanitizer.h"
#include "stream/hub.h"

// ThreadSanitizer's runtime has an operator new of its own, which can't be replaced: without it there.
#if !RUSTYGPT_THREAD_SANITIZER

namespace {

// Of this thread: 0: none fails; else the one that fails, counted down.
thread_local int failing = 0;

bool fails_now() { return failing > 0 && --failing == 0; }

}  // namespace

void* operator new(std::size_t size) {
    if (fails_now()) throw std::bad_alloc();
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace rustygpt::stream {
namespace {

// Calls the work with its first, second … allocation failing, until none fails any more; how many did.
template <class F>
int with_each_failing(F work) {
    for (int number = 1;; ++number) {
        failing = number;
        work();
        if (std::exchange(failing, 0) > 0) return number - 1;
    }
}

class Listener final : public stream::Subscriber {
public:
    void deliver(const stream::SharedChunk& chunk) override {
        if (gone) return;
        for (const auto& event : chunk->events) rows.push_back(event.row);
    }
    void displace() override {}
    void tick() override {}
    void wind_up() override {}
    void missed() override { gone = true; }

    std::vector<std::int64_t> rows{};
    bool gone = false;
};

std::vector<stream::Event> event(std::int64_t row, const Id& user) {
    std::vector<stream::Event> events(1);
    events[0].row = row;
    events[0].user_id = user;
    events[0].type = "thread.activity";
    events[0].payload = R"({"conversation_id":"c","root_id":"r"})";
    return events;
}

TEST(Memory, NobodyIsToldTheNextEventWhoMissedOne) {
    const Id user = new_id();
    const int tried = with_each_failing([&user] {
        const int planned = std::exchange(failing, 0);
        asio::io_context io{1};
        stream::Hub hub(3);
        hub.add_core(io.get_executor());
        Listener listener;
        Listener second;
        {
            const auto here = hub.subscribe(0, user, listener, true);
            const auto too = hub.subscribe(0, user, second, true);
            auto first = event(1, user);
            failing = planned;
            hub.publish(std::move(first));
            try {
                io.poll();
            } catch (const std::bad_alloc&) {}
            const int rest = std::exchange(failing, 0);
            hub.publish(event(2, user));
            io.restart();
            io.poll();
            hub.tick(0);
            for (const auto* one : {&listener, &second}) {
                const bool whole = one->rows == std::vector<std::int64_t>{1, 2};
                const bool sent_away = one->gone && (one->rows.empty() || one->rows == std::vector<std::int64_t>{1});
                EXPECT_TRUE(whole || sent_away) << planned;
            }
            failing = rest;
        }
    });
    EXPECT_GT(tried, 3);
}

TEST(Memory, ASubscriptionThatFailsOnItsWayInLeavesNothing) {
    const Id user = new_id();
    with_each_failing([&user] {
        const int planned = std::exchange(failing, 0);
        asio::io_context io{1};
        stream::Hub hub(3);
        hub.add_core(io.get_executor());
        Listener listener;
        failing = planned;
        try {
            const auto here = hub.subscribe(0, user, listener, true);
        } catch (const std::bad_alloc&) {}
        const int rest = std::exchange(failing, 0);
        EXPECT_EQ(hub.active(), 0u) << planned;
        failing = rest;
    });
}

}  // namespace
}  // namespace rustygpt::stream

#endif
