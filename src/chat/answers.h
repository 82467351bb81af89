#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <unordered_map>

#include "chat/store.h"
#include "reasoning/engine.h"

namespace rustygpt::chat {

// The answers that this process works on, from their start to their durable end. Runs on one executor; the public
// functions may be called from any thread.
class Answers {
public:
    // All three outlive this; executor's thread must run until drained.
    Answers(Executor executor, Store& store, reasoning::Engine& engine);

    void start(Assignment assignment);
    // Stops the model; what it said stays. Does nothing for an answer that is not running here.
    void cancel(Id message_id);
    // Stops the answers of every user for whom `may_go_on` says no.
    void cancel_where(std::function<bool(const Id& user_id)> must_stop);
    // Finishes or goes on with what a stopped process left. Before the server is ready.
    Task<> recover();
    // Gives the running answers until `deadline` and closes the others as interrupted. No start() after this.
    Task<> drain(std::chrono::steady_clock::time_point deadline);
    [[nodiscard]] const Executor& executor() const { return executor_; }

private:
    struct Running {
        Id user_id;
        std::stop_source stop;
        bool interrupted = false;
    };

    void spawn(Assignment assignment);
    Task<> work(Assignment assignment, std::shared_ptr<Running> running);
    Task<> close(Id user_id, Message answer);
    Task<> settle(std::chrono::steady_clock::time_point deadline);

    Executor executor_;
    Store& store_;
    reasoning::Engine& engine_;
    bool closing_ = false;
    std::unordered_map<Id, std::shared_ptr<Running>> running_;
};

}  // namespace rustygpt::chat
