#include "chat/waiting.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/redirect_error.hpp>

namespace rustygpt::chat {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

// Ends the timer's wait when the answer's message.done comes by, or when its conversation is gone.
class DoneAlarm final : public stream::Subscriber {
public:
    DoneAlarm(Timer& timer, Id message_id, Id conversation_id)
        : timer_(timer), message_id_(message_id), conversation_id_(conversation_id) {}

    void deliver(const stream::SharedChunk& chunk) override {
        for (const auto& event : chunk->events) {
            const bool done = event.message_id == message_id_ && event.type == "message.done";
            const bool gone = event.conversation_id == conversation_id_ && event.type == "conversation.deleted";
            if (done || gone) ring();
        }
    }
    void displace() override {}
    void tick() override {}
    void wind_up() override { ring(); }
    void missed() override { ring(); }
    [[nodiscard]] bool rung() const { return rung_; }

private:
    void ring() {
        rung_ = true;
        timer_.cancel();
    }

    Timer& timer_;
    Id message_id_;
    Id conversation_id_;
    bool rung_ = false;
};

}  // namespace

Task<MessageWithCursor> wait_for_answer(stream::Hub& hub, std::size_t core, Store& store, Id user_id, Id message_id,
                                        std::chrono::seconds limit) {
    Timer timer(hub.executor(core), limit);
    auto first = co_await store.message(user_id, message_id);
    if (finished(first.status)) co_return first;

    DoneAlarm alarm(timer, message_id, first.conversation_id);
    const auto registration = hub.subscribe(core, user_id, alarm, false);
    // Once more, now that nothing can slip by between the look and the wait.
    auto second = co_await store.message(user_id, message_id);
    if (finished(second.status) || hub.winding_up()) co_return second;
    if (!alarm.rung()) {
        boost::system::error_code ignored;  // cancelled is what we hope for
        co_await timer.async_wait(asio::redirect_error(use_task, ignored));
    }
    co_return co_await store.message(user_id, message_id);
}

}  // namespace rustygpt::chat
