#include "chat/answers.h"

#include <algorithm>
#include <thread>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/completion.h"
#include "chat/answer_record.h"
#include "chat/assignment.h"
#include "chat/durable_sink.h"
#include "telemetry/log.h"
#include "telemetry/trace.h"

namespace rustygpt::chat {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

// Before a second try: so that want of memory doesn't make it spin.
void catch_breath() { std::this_thread::sleep_for(std::chrono::milliseconds(2)); }

// Where there is no memory for a record either, there is none.
void note(log::Level level, std::string_view event, const Assignment& assignment,
          const std::exception_ptr& why) noexcept {
    try {
        std::rethrow_exception(why);
    } catch (const std::exception& error) {
        try {
            log::write(level, event, assignment.trace_id,
                       {{"message_id", assignment.answer.id.text()}, {"error", error.what()}});
        } catch (...) {}
    } catch (...) {}
}

}  // namespace

Answers::Answers(Executor executor, Store& store, reasoning::Engine& engine, std::size_t at_once,
                 AnswerMetrics* metrics)
    : executor_(std::move(executor)), store_(store), engine_(engine), at_once_(at_once), metrics_(metrics) {}

void Answers::start(Assignment assignment) {
    const auto job = std::make_shared<Assignment>(std::move(assignment));
    if (auto* model = counted(*job)) model->waiting.add(1);
    post_surely(executor_, [this, job] { begin(job); });
}

void Answers::begin(const Job& job) noexcept {
    if (closing_) return;  // It is durable as queued: the next process begins it.
    try {
        begin_or_queue(job);
    } catch (const std::exception&) {
        catch_breath();
        post_surely(executor_, [this, job] { begin(job); });
    }
}

void Answers::begin_or_queue(const Job& job) {
    if (running_.size() < at_once_) return run(job);
    auto ref = ref_of(*job);
    auto trace_id = job->trace_id;
    const auto before = static_cast<std::int64_t>(waiting_.push(job->user_id, job));
    try {
        asio::co_spawn(executor_, tell_position(std::move(ref), before + 1, std::move(trace_id)), asio::detached);
    } catch (const std::bad_alloc&) {}  // It waits in the queue, told or not.
}

// Losing this news loses nothing: the answer comes all the same.
Task<> Answers::tell_position(AnswerRef answer, std::int64_t position, std::string trace_id) {
    try {
        co_await store_.append_position(std::move(answer), position);
    } catch (const Failure& failure) {
        log::write(log::Level::warning, "a place in the queue was not told", trace_id, {{"error", failure.message}});
    }
}

void Answers::run(const Job& job) {
    auto running = std::make_shared<Running>();
    running->user_id = job->user_id;
    running->caller = job->caller;
    running->counted = counted(*job);
    const Id id = job->answer.id;
    running_[id] = running;
    try {
        asio::co_spawn(executor_, work(job, running), [this, job, running](const std::exception_ptr& error) {
            running_.erase(job->answer.id);
            if (running->counted) running->counted->running.add(-1);
            if (error) note(log::Level::error, "an answer could not be closed", *job, error);
            if (error && !closing_) close_surely(job, FinishReason::interrupted);
            next();
        });
    } catch (...) {
        running_.erase(id);
        throw;
    }
}

void Answers::next() {
    while (!closing_ && running_.size() < at_once_) {
        const auto job = waiting_.pop();
        if (!job) return;
        begin(*job);
    }
}

Task<> Answers::work(Job job, std::shared_ptr<Running> running) {
    if (running->counted) {
        running->counted->waiting.add(-1);
        running->counted->running.add(1);
    }
    auto& assignment = *job;
    auto& answer = assignment.answer;
    DurableSink sink(store_, ref_of(assignment), assignment, running->counted);
    reasoning::Ending ending;
    try {
        auto question = question_of(assignment);
        if (!question.history.empty() && engine_.follows_up(question.model))
            question.earlier = co_await store_.earlier_results(answer.id);
        ending = co_await engine_.answer(std::move(question), sink, running->stop.get_token());
    } catch (const Gone&) {
        co_return;
    } catch (const Failure& failure) {
        ending = failed(answer, code_of(failure.kind), failure.message);
    } catch (const std::exception& error) {
        log::write(log::Level::error, "the engine failed", assignment.trace_id,
                   {{"message_id", answer.id.text()}, {"error", error.what()}});
        ending = failed(answer, "internal_error", "The answer could not be made.");
    }
    if (ending.finish_reason == FinishReason::cancelled && running->interrupted)
        ending.finish_reason = FinishReason::interrupted;
    end(answer, ending);
    auto trace = sink.take_trace();
    co_await close(std::move(job), std::move(trace));
}

// An answer must not hang: where its end can't be stored now (a full disk, no memory), it is tried again.
Task<> Answers::close(Job job, std::optional<reasoning::Trace> trace) {
    for (bool again = false;;) {
        try {
            if (again) {
                Timer pause(executor_, std::chrono::seconds(1));
                co_await pause.async_wait(use_task);
                again = false;
            }
            const bool stored = co_await store_.finish(job->user_id, job->answer, trace);
            if (stored) note_end(*job);
            co_return;
        } catch (const std::exception&) {
            if (closing_) throw;  // The next process closes it as interrupted.
            note(log::Level::warning, "an answer's end could not be stored yet", *job, std::current_exception());
            if (again) catch_breath();  // the pause failed
            again = true;
        }
    }
}

AnswerMetrics::Model* Answers::counted(const Assignment& assignment) const {
    return metrics_ ? &metrics_->of(assignment.answer) : nullptr;
}

void Answers::note_end(const Assignment& assignment) {
    const auto& answer = assignment.answer;
    if (metrics_) metrics_->ended(answer);
    write_record(assignment);
}

void Answers::cancel(Id message_id) {
    asio::post(executor_, [this, message_id] { stop(message_id); });
}

void Answers::stop(const Id& message_id) {
    if (const auto found = running_.find(message_id); found != running_.end()) {
        found->second->stop.request_stop();
    } else if (auto waiting = waiting_.remove([&](const Job& job) { return job->answer.id == message_id; })) {
        close_unbegun(*waiting);
    }
}

void Answers::close_unbegun(const Job& job) {
    if (auto* model = counted(*job)) model->waiting.add(-1);
    close_surely(job, FinishReason::cancelled);
}

void Answers::close_surely(const Job& job, FinishReason reason) noexcept {
    try {
        if (!finished(job->answer.status)) end(job->answer, {.finish_reason = reason});
        asio::co_spawn(executor_, close(job, {}), asio::detached);
    } catch (const std::exception&) {
        catch_breath();
        post_surely(executor_, [this, job, reason] { close_surely(job, reason); });
    }
}

Task<> Answers::stop_disabled() {
    std::vector<Id> users;
    for (const auto& [_, running] : running_) users.push_back(running->user_id);
    waiting_.each_user([&](const Id& user) { users.push_back(user); });
    if (users.empty()) co_return;
    std::ranges::sort(users);
    users.erase(std::ranges::unique(users).begin(), users.end());
    for (const auto& user : co_await store_.disabled_among(std::move(users))) {
        for (const auto& [_, running] : running_)
            if (running->user_id == user) running->stop.request_stop();
        while (auto waiting = waiting_.remove([&](const Job& job) { return job->user_id == user; }))
            close_unbegun(*waiting);
    }
}

void Answers::stop_revoked(const std::function<bool(const Caller&)>& revoked) {
    for (const auto& [_, running] : running_)
        if (running->caller && revoked(*running->caller)) running->stop.request_stop();
    const auto wanted = [&](const Job& job) { return job->caller && revoked(*job->caller); };
    while (auto waiting = waiting_.remove(wanted)) close_unbegun(*waiting);
}

Task<> Answers::recover() {
    auto leftovers = co_await store_.leftovers();
    for (auto& left : leftovers) {
        left.assignment.trace_id = new_trace_id();  // The request's own went with its process.
        if (!left.begun) {
            start(std::move(left.assignment));
            continue;
        }
        auto& answer = left.assignment.answer;
        const auto words = count_words(answer.content);
        end(answer, {.finish_reason = FinishReason::interrupted, .completion_tokens = words});
        auto trace = trace_left_by(left);
        const bool stored = co_await store_.finish(left.assignment.user_id, answer, std::move(trace));
        if (stored) note_end(left.assignment);
    }
    if (!leftovers.empty()) log::info("answers recovered", {{"count", leftovers.size()}});
}

Task<> Answers::drain(SteadyClock::time_point patience, SteadyClock::time_point deadline) {
    closing_ = true;
    co_await settle(patience);
    for (const auto& [_, running] : running_) {
        running->interrupted = true;
        running->stop.request_stop();
    }
    co_await settle(deadline);
}

Task<> Answers::settle(SteadyClock::time_point deadline) {
    while (!running_.empty() && SteadyClock::now() < deadline) {
        Timer pause(executor_, std::chrono::milliseconds(5));
        co_await pause.async_wait(use_task);
    }
}

}  // namespace rustygpt::chat
