#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <unordered_map>

#include "chat/fair_queue.h"
#include "chat/metrics.h"
#include "chat/store.h"
#include "reasoning/engine.h"

namespace rustygpt::chat {

// The answers that this process works on, from their start to their durable end; those beyond `at_once` wait, fairly
// between users. Runs on one executor; the public functions may be called from any thread.
class Answers {
public:
    // All of them outlive this; executor's thread must run until drained. at_once: 1 or more. metrics: null where
    // nobody wants to know.
    Answers(Executor executor, Store& store, reasoning::Engine& engine, std::size_t at_once,
            AnswerMetrics* metrics = nullptr);

    void start(Assignment assignment);
    // Stops the model; what it said stays. Does nothing for an answer that is not running here.
    void cancel(Id message_id);
    // Stops the answers of users who have been disabled since.
    Task<> stop_disabled();
    // Stops the answers to prompts whose session or API token has been revoked since. On the executor's thread.
    void stop_revoked(const std::function<bool(const Caller&)>& revoked);
    // Finishes or goes on with what a stopped process left. Before the server is ready.
    Task<> recover();
    // Gives the running answers until `patience` ends and closes the others as interrupted, until `deadline`. Those
    // that wait are left to the next process, and so is what start() brings after this.
    Task<> drain(std::chrono::steady_clock::time_point patience, std::chrono::steady_clock::time_point deadline);

private:
    struct Running {
        Id user_id;
        std::optional<Caller> caller;
        AnswerMetrics::Model* counted = nullptr;
        std::stop_source stop;
        bool interrupted = false;
    };

    using Job = std::shared_ptr<Assignment>;  // shared, so that what fails for want of memory still has it

    // Tries again, after others' turns, where memory is wanting. So does close_surely().
    void begin(const Job& job) noexcept;
    void begin_or_queue(const Job& job);
    void run(const Job& job);
    void next();
    void stop(const Id& message_id);
    void close_unbegun(const Job& job);
    void close_surely(const Job& job, FinishReason reason) noexcept;
    [[nodiscard]] AnswerMetrics::Model* counted(const Assignment& assignment) const;
    void note_end(const Assignment& assignment);
    Task<> work(Job job, std::shared_ptr<Running> running);
    Task<> tell_position(AnswerRef answer, std::int64_t position, std::string trace_id);
    // Stores the end of an answer that has one. trace: nothing where no step of it ever began.
    Task<> close(Job job, std::optional<reasoning::Trace> trace);
    Task<> settle(std::chrono::steady_clock::time_point deadline);

    Executor executor_;
    Store& store_;
    reasoning::Engine& engine_;
    std::size_t at_once_;
    AnswerMetrics* metrics_;
    bool closing_ = false;
    std::unordered_map<Id, std::shared_ptr<Running>> running_;
    FairQueue<Job> waiting_;
};

}  // namespace rustygpt::chat
