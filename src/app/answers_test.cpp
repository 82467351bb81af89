// The life of an answer, with a real store and a scripted engine.

#include "chat/answers.h"

#include "storage/chat_test.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/redirect_error.hpp>

namespace rustygpt::storage {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;

// Says what the script says; "…" waits until it is stopped, "!" fails. Leaves an empty trace, however it ends.
class Scripted final : public reasoning::Engine {
public:
    explicit Scripted(std::vector<std::string> script) : script_(std::move(script)) {}

    Task<reasoning::Ending> answer(reasoning::Question question, reasoning::AnswerSink& sink,
                                   std::stop_token stop) override {
        sink.trace({.message_id = question.message_id, .model = "scripted", .nodes = {}});
        for (const auto& word : script_) {
            if (word == "!") throw std::runtime_error("a bug");
            if (word == "\u2026") {
                co_await until_stopped(stop);
                co_return reasoning::Ending{.finish_reason = reasoning::FinishReason::cancelled};
            }
            co_await sink.delta(word, "");
        }
        co_return reasoning::Ending{
            .finish_reason = reasoning::FinishReason::stop, .prompt_tokens = 1, .completion_tokens = 2};
    }
    [[nodiscard]] bool knows_model(std::string_view model) const override { return model == "builtin"; }

private:
    static Task<> until_stopped(std::stop_token stop) {
        const auto executor = co_await asio::this_coro::executor;
        Timer timer(executor, SteadyClock::time_point::max());
        const std::stop_callback wake(stop, [&timer] { timer.cancel(); });
        boost::system::error_code ignored;
        if (!stop.stop_requested()) co_await timer.async_wait(asio::redirect_error(use_task, ignored));
    }

    std::vector<std::string> script_;
};

class AnswersTest : public ChatTest {
protected:
    // Starts an answer to a new prompt by this script.
    chat::Submission begin(std::vector<std::string> script) {
        engine = std::make_unique<Scripted>(std::move(script));
        answers = std::make_unique<chat::Answers>(io.get_executor(), *store, *engine, 2, &metrics);
        auto submission = submit(prompt("go"));
        auto assignment = *submission.work;
        answers->start(std::move(assignment));
        return submission;
    }
    static SteadyClock::time_point soon() { return SteadyClock::now() + std::chrono::seconds(5); }
    chat::MessageWithCursor now(const chat::Submission& submission) {
        return run(store->message(alice, submission.answer.id));
    }
    chat::MessageWithCursor when_it_says(const chat::Submission& submission, std::string_view content) {
        auto message = now(submission);
        while (message.content != content) message = now(submission);
        return message;
    }
    chat::MessageWithCursor when_finished(const chat::Submission& submission) {
        auto message = now(submission);
        while (!chat::finished(message.status)) message = now(submission);
        return message;
    }

    chat::AnswerMetrics metrics{{"builtin"}};
    std::unique_ptr<Scripted> engine;
    std::unique_ptr<chat::Answers> answers;
};

TEST_F(AnswersTest, AnAnswerIsWhatItsDeltasSaid) {
    const auto message = when_finished(begin({"one ", "two"}));
    EXPECT_EQ(message.content, "one two");
    EXPECT_EQ(message.status, chat::Status::completed);
    EXPECT_EQ(message.finish_reason, chat::FinishReason::stop);
    EXPECT_EQ(message.usage.total_tokens, 3);
    EXPECT_EQ(message.next_sequence, 2);
}

TEST_F(AnswersTest, NoControlCharacterOfAModelIsKept) {
    const auto message = when_finished(begin({"a\x1b[2J", "\r", "\nb\x7f\u009b", "\f", "\tc"}));
    EXPECT_EQ(message.content, "a\u241B[2J\r\nb\u2421\uFFFD\n\tc");
    EXPECT_EQ(message.next_sequence, 5);
}

TEST_F(AnswersTest, ACancelledAnswerKeepsWhatItSaid) {
    const auto submission = begin({"half ", "\u2026"});
    when_it_says(submission, "half ");
    answers->cancel(submission.answer.id);
    const auto message = when_finished(submission);
    EXPECT_EQ(message.status, chat::Status::cancelled);
    EXPECT_EQ(message.content, "half ");
}

TEST_F(AnswersTest, HowAnAnswerWasMadeIsStoredHoweverItEnds) {
    const auto traced = [this](const chat::Submission& submission) {
        return run(store->trace(alice, submission.answer.id)).trace.json.contains(R"("model":"scripted")");
    };
    const auto completed = begin({"one"});
    when_finished(completed);
    EXPECT_TRUE(traced(completed));
    const auto failed = begin({"half ", "!"});
    when_finished(failed);
    EXPECT_TRUE(traced(failed));
    const auto cancelled = begin({"half ", "\u2026"});
    when_it_says(cancelled, "half ");
    answers->cancel(cancelled.answer.id);
    when_finished(cancelled);
    EXPECT_TRUE(traced(cancelled));
    const auto interrupted = begin({"half ", "\u2026"});
    when_it_says(interrupted, "half ");
    run(answers->drain(SteadyClock::now(), soon()));
    EXPECT_TRUE(traced(interrupted));
}

TEST_F(AnswersTest, AFailingEngineIsToldWithoutItsInternals) {
    const auto message = when_finished(begin({"half ", "!"}));
    EXPECT_EQ(message.status, chat::Status::failed);
    ASSERT_TRUE(message.error);
    EXPECT_EQ(message.error->code, "internal_error");
    EXPECT_FALSE(message.error->message.contains("bug"));
    EXPECT_EQ(message.content, "half ");
}

TEST_F(AnswersTest, ADeletedConversationEndsTheWork) {
    const auto submission = begin({"a ", "\u2026"});
    when_it_says(submission, "a ");
    run(store->remove(alice, submission.answer.conversation_id));
    answers->cancel(submission.answer.id);
    run(answers->drain(soon(), soon()));
    EXPECT_EQ(failure_of([&] { now(submission); }), Failure::Kind::not_found);
}

TEST_F(AnswersTest, WhoIsOneTooManyIsToldAPlaceAndGetsATurn) {
    const auto first = begin({"a ", "\u2026"});
    const auto second = submit(prompt("two"));
    answers->start(*second.work);
    const auto third = submit(prompt("three"));
    answers->start(*third.work);
    when_it_says(first, "a ");
    when_it_says(second, "a ");
    EXPECT_EQ(now(third).status, chat::Status::queued);
    std::optional<std::string> queued;
    while (!queued) {
        now(third);  // lets the news of its place be stored
        queued = database->read_now([&](Transaction& tx) {
            return tx.one(
                "SELECT content FROM events WHERE type = 'message.queued' AND message_id = $1",
                [](const Row& row) { return row.text(0); }, third.answer.id);
        });
    }
    EXPECT_TRUE(queued->contains(R"("position":1)")) << *queued;
    answers->cancel(first.answer.id);
    when_it_says(third, "a ");
    answers->cancel(second.answer.id);
    answers->cancel(third.answer.id);
    EXPECT_EQ(when_finished(third).status, chat::Status::cancelled);
}

TEST_F(AnswersTest, WhatWaitsRunsAndEndsIsCounted) {
    const auto first = begin({"a ", "\u2026"});
    const auto second = submit(prompt("two"));
    const auto third = submit(prompt("three"));
    const auto fourth = submit(prompt("four"));
    for (const auto* one : {&second, &third, &fourth}) answers->start(*one->work);
    when_it_says(first, "a ");
    when_it_says(second, "a ");
    const auto& counted = metrics.of(first.answer);
    EXPECT_EQ(counted.running.value(), 2);
    EXPECT_EQ(counted.waiting.value(), 2);

    answers->cancel(fourth.answer.id);  // while it waits
    EXPECT_EQ(when_finished(fourth).status, chat::Status::cancelled);
    EXPECT_EQ(counted.waiting.value(), 1);
    answers->cancel(first.answer.id);
    when_it_says(third, "a ");
    EXPECT_EQ(counted.running.value(), 2);
    EXPECT_EQ(counted.waiting.value(), 0);

    run(answers->drain(SteadyClock::now(), soon()));
    EXPECT_EQ(counted.running.value(), 0);
    EXPECT_EQ(counted.ended[static_cast<std::size_t>(chat::Status::cancelled)].value(), 2u);
    EXPECT_EQ(counted.ended[static_cast<std::size_t>(chat::Status::interrupted)].value(), 2u);
    metrics::Durations::Sum firsts;
    EXPECT_EQ((firsts += counted.first_token).count(), 3u);
}

TEST_F(AnswersTest, AModelThatIsConfiguredNoLongerCountsAsOther) {
    auto answer = submit(prompt("go")).answer;
    answer.status = chat::Status::completed;
    answer.usage = {3, 4, 7};
    answer.model = "gone";
    metrics.ended(answer);
    metrics::Page page;
    metrics.write(page);
    EXPECT_NE(page.text().find("rustygpt_answers_total{model=\"other\",status=\"completed\"} 1\n"), std::string::npos);
    EXPECT_NE(page.text().find("rustygpt_tokens_total{model=\"other\",kind=\"completion\"} 4\n"), std::string::npos);
    EXPECT_EQ(page.text().find("gone"), std::string::npos);
}

TEST_F(AnswersTest, AWaitingAnswerCanBeCancelled) {
    begin({"\u2026"});
    answers->start(*submit(prompt("two")).work);
    const auto third = submit(prompt("three"));
    answers->start(*third.work);
    answers->cancel(third.answer.id);
    EXPECT_EQ(when_finished(third).status, chat::Status::cancelled);
    run(answers->drain(SteadyClock::now(), soon()));
}

TEST_F(AnswersTest, ADisabledUsersAnswersStop) {
    const auto submission = begin({"a ", "\u2026"});
    when_it_says(submission, "a ");
    run(answers->stop_disabled());
    EXPECT_EQ(now(submission).status, chat::Status::streaming);
    database->write_now([&](Transaction& tx) { tx.run("UPDATE users SET disabled = 1 WHERE id = $1", alice); });
    run(answers->stop_disabled());
    EXPECT_EQ(when_finished(submission).status, chat::Status::cancelled);
}

TEST_F(AnswersTest, ARevokedTokensAnswersStopWhetherTheyRunOrWait) {
    const auto token_id = new_id();
    const auto with_token = [&](const std::string& text) {
        auto submission = submit(prompt(text));
        submission.work->caller = Caller{.session_id = token_id, .by_token = true, .ends = Time::max()};
        answers->start(*submission.work);
        return submission;
    };
    const auto by_session = begin({"a ", "\u2026"});
    const auto running = with_token("two");
    const auto waiting = with_token("three");
    when_it_says(by_session, "a ");
    when_it_says(running, "a ");
    answers->stop_revoked([](const Caller&) { return false; });
    EXPECT_EQ(now(running).status, chat::Status::streaming);
    EXPECT_EQ(now(waiting).status, chat::Status::queued);
    answers->stop_revoked([&](const Caller& caller) { return caller.session_id == token_id; });
    EXPECT_EQ(when_finished(running).status, chat::Status::cancelled);
    EXPECT_EQ(when_finished(waiting).status, chat::Status::cancelled);
    EXPECT_EQ(now(by_session).status, chat::Status::streaming);
    run(answers->drain(SteadyClock::now(), soon()));
}

TEST_F(AnswersTest, DrainingClosesWhatDoesNotEndByItselfAsInterrupted) {
    const auto submission = begin({"a ", "\u2026"});
    when_it_says(submission, "a ");
    run(answers->drain(SteadyClock::now(), soon()));
    const auto message = now(submission);
    EXPECT_EQ(message.status, chat::Status::interrupted);
    EXPECT_EQ(message.content, "a ");
}

TEST_F(AnswersTest, APromptThatComesWhileDrainingWaitsForTheNextProcess) {
    begin({});
    run(answers->drain(soon(), soon()));
    const auto late = submit(prompt("late"));
    answers->start(*late.work);
    EXPECT_EQ(now(late).status, chat::Status::queued);
    chat::Answers next(io.get_executor(), *store, *engine, 2);
    run(next.recover());
    EXPECT_EQ(when_finished(late).status, chat::Status::completed);
}

TEST_F(AnswersTest, AHalfStreamedAnswerOfADeadProcessIsClosedAsInterrupted) {
    engine = std::make_unique<Scripted>(std::vector<std::string>{});
    const auto submission = submit(prompt("go"));
    reasoning::Step prompt_step{.id = "0123", .label = "Prompt", .depends_on = {}};
    prompt_step.input_digest = std::string(64, 'a');
    run(store->append_step(ref(submission), prompt_step));
    run(store->append_delta(ref(submission), 0, "half", ""));
    chat::Answers next(io.get_executor(), *store, *engine, 2);
    run(next.recover());
    const auto message = now(submission);
    EXPECT_EQ(message.status, chat::Status::interrupted);
    EXPECT_EQ(message.content, "half");
    EXPECT_EQ(message.next_sequence, 1);
    const auto text = run(store->trace(alice, submission.answer.id)).trace.json;
    const auto trace = dto::from_json<reasoning::Trace>(parse_json(text));
    EXPECT_EQ(trace.message_id, submission.answer.id);
    ASSERT_EQ(trace.nodes.size(), 1u);
    EXPECT_EQ(trace.nodes[0].status, reasoning::NodeStatus::cancelled);
    EXPECT_EQ(trace.nodes[0].input_digest, prompt_step.input_digest);
}

}  // namespace
}  // namespace rustygpt::storage
