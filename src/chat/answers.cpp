#include "chat/answers.h"

#include <algorithm>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "chat/answer_record.h"
#include "chat/assignment.h"
#include "chat/durable_sink.h"
#include "telemetry/log.h"
#include "telemetry/trace.h"

namespace rustygpt::chat {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

}  // namespace

Answers::Answers(Executor executor, Store& store, reasoning::Engine& engine, std::size_t at_once,
                 AnswerMetrics* metrics)
    : executor_(std::move(executor)), store_(store), engine_(engine), at_once_(at_once), metrics_(metrics) {}

void Answers::start(Assignment assignment) {
    if (auto* model = counted(assignment)) model->waiting.add(1);
    asio::post(executor_, [this, assignment = std::move(assignment)]() mutable { begin(std::move(assignment)); });
}

void Answers::begin(Assignment assignment) {
    if (closing_) return;  // It is durable as queued: the next process begins it.
    if (running_.size() < at_once_) return run(std::move(assignment));
    auto ref = ref_of(assignment);
    const Id user = assignment.user_id;
    auto trace_id = assignment.trace_id;
    const auto before = static_cast<std::int64_t>(waiting_.push(user, std::move(assignment)));
    asio::co_spawn(executor_, tell_position(std::move(ref), before + 1, std::move(trace_id)), asio::detached);
}

// Losing this news loses nothing: the answer comes all the same.
Task<> Answers::tell_position(AnswerRef answer, std::int64_t position, std::string trace_id) {
    try {
        co_await store_.append_position(std::move(answer), position);
    } catch (const Failure& failure) {
        log::write(log::Level::warning, "a place in the queue was not told", trace_id, {{"error", failure.message}});
    }
}

void Answers::run(Assignment assignment) {
    auto running = std::make_shared<Running>();
    running->user_id = assignment.user_id;
    running->caller = assignment.caller;
    running->counted = counted(assignment);
    if (running->counted) {
        running->counted->waiting.add(-1);
        running->counted->running.add(1);
    }
    const Id id = assignment.answer.id;
    auto trace_id = assignment.trace_id;
    running_[id] = running;
    asio::co_spawn(executor_, work(std::move(assignment), running),
                   [this, id, running, trace_id = std::move(trace_id)](const std::exception_ptr& error) {
                       running_.erase(id);
                       if (running->counted) running->counted->running.add(-1);
                       if (error)
                           log::write(log::Level::error, "an answer could not be closed", trace_id,
                                      {{"message_id", id.text()}});
                       next();
                   });
}

void Answers::next() {
    while (!closing_ && running_.size() < at_once_) {
        auto assignment = waiting_.pop();
        if (!assignment) return;
        run(std::move(*assignment));
    }
}

Task<> Answers::work(Assignment assignment, std::shared_ptr<Running> running) {
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
    co_await close(std::move(assignment), std::move(trace));
}

// An answer must not hang: where its end can't be stored now (a full disk), it is tried again.
Task<> Answers::close(Assignment assignment, std::optional<reasoning::Trace> trace) {
    for (;;) {
        try {
            const bool stored = co_await store_.finish(assignment.user_id, assignment.answer, trace);
            if (stored) note_end(assignment);
            co_return;
        } catch (const Failure& failure) {
            if (closing_) throw;  // The next process closes it as interrupted.
            log::write(log::Level::warning, "an answer's end could not be stored yet", assignment.trace_id,
                       {{"message_id", assignment.answer.id.text()}, {"error", failure.message}});
        }
        Timer pause(executor_, std::chrono::seconds(1));
        co_await pause.async_wait(use_task);
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
    } else if (auto waiting = waiting_.remove([&](const Assignment& item) { return item.answer.id == message_id; })) {
        close_unbegun(std::move(*waiting));
    }
}

void Answers::close_unbegun(Assignment assignment) {
    if (auto* model = counted(assignment)) model->waiting.add(-1);
    end(assignment.answer, {.finish_reason = FinishReason::cancelled});
    asio::co_spawn(executor_, close(std::move(assignment), {}), asio::detached);
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
        while (auto waiting = waiting_.remove([&](const Assignment& item) { return item.user_id == user; }))
            close_unbegun(std::move(*waiting));
    }
}

void Answers::stop_revoked(const std::function<bool(const Caller&)>& revoked) {
    for (const auto& [_, running] : running_)
        if (running->caller && revoked(*running->caller)) running->stop.request_stop();
    const auto wanted = [&](const Assignment& item) { return item.caller && revoked(*item.caller); };
    while (auto waiting = waiting_.remove(wanted)) close_unbegun(std::move(*waiting));
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
