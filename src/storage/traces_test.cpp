#include "storage/chat_test.h"

namespace rustygpt::storage {
namespace {

using Kind = Failure::Kind;

class TracesTest : public ChatTest {
protected:
    static reasoning::Trace trace_for(const chat::Message& answer, std::string said) {
        reasoning::Trace trace{.message_id = answer.id, .model = "builtin", .nodes = {}};
        trace.nodes.push_back({.id = "0123", .label = said, .depends_on = {}, .input = {{"said", said}}});
        return trace;
    }
    // Ends the answer at once.
    reasoning::Trace finish(const chat::Submission& submission, std::string said) {
        auto message = submission.answer;
        message.status = chat::Status::completed;
        message.finish_reason = chat::FinishReason::stop;
        auto trace = trace_for(message, std::move(said));
        EXPECT_TRUE(run(store->finish(alice, message, trace)));
        return trace;
    }
    Kind failure_of_trace(const Id& user, const Id& message) {
        return failure_of([&] { run(store->trace(user, message)); });
    }
};

TEST_F(TracesTest, ATraceIsKeptAsItWasWritten) {
    const auto made = submit(prompt("What is 2+2?"));
    const auto trace = finish(made, "a \"quoted\" \u2028 word");
    const auto kept = run(store->trace(alice, made.answer.id));
    EXPECT_EQ(kept.trace.json, dto::to_json(trace));
    EXPECT_EQ(kept.answer.id, made.answer.id);
    EXPECT_EQ(kept.prompt, "What is 2+2?");
}

TEST_F(TracesTest, WhatHasNoTraceIsAbsent) {
    const auto made = submit(prompt("x"));
    EXPECT_EQ(failure_of_trace(alice, made.answer.id), Kind::answer_in_progress);
    EXPECT_EQ(failure_of_trace(bob, made.answer.id), Kind::not_found);
    EXPECT_EQ(failure_of_trace(alice, made.prompt_id), Kind::not_found);
    EXPECT_EQ(failure_of_trace(alice, new_id()), Kind::not_found);
    answer(made, {"without one"});
    EXPECT_EQ(failure_of_trace(alice, made.answer.id), Kind::not_found);
    const auto traced = submit(prompt("y"));
    finish(traced, "y");
    EXPECT_EQ(failure_of_trace(bob, traced.answer.id), Kind::not_found);
}

TEST_F(TracesTest, TheAnswersEndAndItsTraceAreOneCommit) {
    const auto made = submit(prompt("x"));
    database->write_now([&](Transaction& tx) {
        tx.run("INSERT INTO traces (message_id, trace) VALUES ($1, 'in the way')", made.answer.id);
    });
    auto message = made.answer;
    message.status = chat::Status::completed;
    message.finish_reason = chat::FinishReason::stop;
    EXPECT_ANY_THROW(run(store->finish(alice, message, trace_for(message, "x"))));
    EXPECT_EQ(run(store->message(alice, made.answer.id)).status, chat::Status::queued);
}

TEST_F(TracesTest, AConversationHasItsTracesAndTakesThemAlong) {
    const auto first = submit(prompt("one"));
    const auto one = finish(first, "one");
    auto reply = prompt("two", first.answer.conversation_id);
    reply.reply = true;
    const auto second = submit(reply);
    const auto two = finish(second, "two");
    const auto other = submit(prompt("other"));
    finish(other, "other");

    const auto whole = run(store->whole(alice, first.answer.conversation_id));
    EXPECT_EQ(whole.conversation.messages.size(), 4u);
    ASSERT_EQ(whole.traces.size(), 2u);
    EXPECT_EQ(whole.traces[0].json, dto::to_json(one));
    EXPECT_EQ(whole.traces[1].json, dto::to_json(two));

    run(store->remove(alice, first.answer.conversation_id));
    const auto left = database->read_now([](Transaction& tx) {
        return *tx.one("SELECT count(*) FROM traces", [](const Row& row) { return row.integer(0); });
    });
    EXPECT_EQ(left, 1);
}

TEST_F(TracesTest, WhatADeadProcessToldOfItsStepsIsThereToBeTakenUp) {
    const auto made = submit(prompt("x"));
    const reasoning::Step begun{.id = "0123", .label = "Prompt", .depends_on = {}, .started_at = SystemClock().now()};
    auto ended = begun;
    ended.status = reasoning::NodeStatus::completed;
    ended.output_digest = std::string(64, 'a');
    EXPECT_TRUE(run(store->append_step(ref(made), begun)));
    EXPECT_TRUE(run(store->append_step(ref(made), ended)));
    EXPECT_TRUE(run(store->append_delta(ref(made), 0, "half", "")));
    const auto leftovers = run(store->leftovers());
    ASSERT_EQ(leftovers.size(), 1u);
    ASSERT_EQ(leftovers[0].steps.size(), 2u);
    EXPECT_EQ(dto::to_json(leftovers[0].steps[0]), dto::to_json(begun));
    EXPECT_EQ(dto::to_json(leftovers[0].steps[1]), dto::to_json(ended));
}

}  // namespace
}  // namespace rustygpt::storage
