#include "nodes/engine_test.h"

#include <map>
#include <thread>

namespace rustygpt::nodes {
namespace {

using namespace std::chrono_literals;

TEST(Engine, TellsWhatTheModelSays) {
    Bench bench({says("one two three four")});
    Told run;
    bench.answer(run);
    EXPECT_EQ(run.sink.text, "one two three four");
    EXPECT_EQ(run.sink.thoughts, "thinking");
    EXPECT_EQ(run.ending.finish_reason, FinishReason::stop);
    EXPECT_EQ(run.ending.prompt_tokens, 2);
    EXPECT_EQ(run.ending.completion_tokens, 4);
    EXPECT_GE(run.sink.deltas.size(), 3u);  // the thought, then a few words at a time
}

// The meeting ends only where all three calls are inside at once.
TEST(Engine, RunsBranchesAtTheSameTime) {
    Bench bench({calls("meeting", "a"), calls("meeting", "b"), calls("meeting", "c")}, 3);
    Told run;
    bench.answer(run);
    EXPECT_EQ(run.sink.text, "- a\n- b\n- c");
    EXPECT_EQ(run.sink.of(NodeKind::tool, NodeStatus::completed).size(), 3u);
}

TEST(Engine, BeginsEveryBranchBeforeOneHasEnded) {
    Bench bench({calls("meeting", "a"), calls("meeting", "b"), calls("meeting", "c")}, 3);
    Told run;
    bench.answer(run);
    int running = 0;
    for (const auto& step : run.sink.steps) {
        if (step.kind != NodeKind::tool) continue;
        if (step.status == NodeStatus::running) ++running;
        else break;
    }
    EXPECT_EQ(running, 3);
}

TEST(Engine, StreamsTheFirstSectionBeforeTheLastBranchHasEnded) {
    // Only two of the three that the meeting waits for: the second branch ends when it is cancelled.
    Bench bench({calls("echo", "first section"), calls("meeting", "never")});
    Told run;
    std::stop_source stop;
    run.sink.at_delta = [&] {
        if (run.sink.text == "- first section") stop.request_stop();
    };
    bench.answer(run, {}, stop.get_token());
    EXPECT_EQ(run.sink.text, "- first section");
    EXPECT_EQ(run.ending.finish_reason, FinishReason::cancelled);
    EXPECT_EQ(run.ending.completion_tokens, 3);
    EXPECT_EQ(run.sink.of(NodeKind::tool, NodeStatus::cancelled).size(), 1u);
}

TEST(Engine, CancelsRunningToolsWithin100Milliseconds) {
    Bench bench({calls("meeting", "never"), calls("meeting", "never")}, 1);  // one runs, the other waits in the queue
    Told run;
    std::stop_source stop;
    std::chrono::steady_clock::time_point asked;
    std::jthread canceller([&] {
        bench.meeting->wait_until_inside(1);
        asked = std::chrono::steady_clock::now();
        stop.request_stop();
    });
    bench.answer(run, {}, stop.get_token());
    const auto ended = std::chrono::steady_clock::now();
    canceller.join();
    EXPECT_LT(ended - asked, 100ms);
    EXPECT_EQ(run.ending.finish_reason, FinishReason::cancelled);
    EXPECT_EQ(run.sink.text, "");
}

TEST(Engine, DoesNothingWhenItIsCancelledBefore) {
    Bench bench({says("never")});
    Told run;
    std::stop_source stop;
    stop.request_stop();
    bench.answer(run, {}, stop.get_token());
    EXPECT_EQ(run.ending.finish_reason, FinishReason::cancelled);
    EXPECT_EQ(run.sink.text, "");
    EXPECT_TRUE(run.sink.steps.empty());
    for (const auto& node : run.sink.traced.value().nodes) EXPECT_EQ(node.status, NodeStatus::cancelled);
}

TEST(Engine, AFailedBranchIsToldAndTheOthersGoOn) {
    Bench bench({calls("echo", "yes"), fails("It broke."), calls("nothing", "no")});
    Told run;
    bench.answer(run);
    EXPECT_EQ(
        run.sink.text,
        "- yes\n- I could not work out \u201cthat\u201d: It broke.\n"
        "- I could not work out \u201cno\u201d: There is no tool \"nothing\".\n\n2 of 3 could not be worked out.");
    EXPECT_EQ(run.ending.finish_reason, FinishReason::stop);
    const auto failed = run.sink.of(NodeKind::tool, NodeStatus::failed);
    ASSERT_EQ(failed.size(), 2u);
    for (const auto& step : failed) {
        EXPECT_EQ(step.error, step.tool == "echo" ? "It broke." : "There is no tool \"nothing\".");
        EXPECT_FALSE(step.output_digest);
    }
}

TEST(Engine, TellsEachStepsBeginAndEndWithDigests) {
    Bench bench({calls("echo", "a"), calls("echo", "b")});
    Told run;
    bench.answer(run);
    std::map<std::string, std::vector<Step>> by_id;
    for (const auto& step : run.sink.steps) by_id[step.id].push_back(step);
    EXPECT_EQ(by_id.size(), 6u);  // prompt, model, two tools, reducer, responder
    for (const auto& [id, steps] : by_id) {
        ASSERT_EQ(steps.size(), 2u);
        EXPECT_EQ(steps[0].status, NodeStatus::running);
        EXPECT_EQ(steps[1].status, NodeStatus::completed);
        EXPECT_EQ(steps[1].input_digest.value_or("").size(), 64u);
        EXPECT_EQ(steps[1].output_digest.value_or("").size(), 64u);
        EXPECT_TRUE(steps[1].duration_ms.has_value());
        for (const auto& dependency : steps[1].depends_on) EXPECT_TRUE(by_id.contains(dependency));
    }
}

TEST(Engine, IsDeterministic) {
    const auto shape_of = [](unsigned threads, std::string prompt) {
        Bench bench({calls("echo", "a"), says("between"), calls("echo", "b"), fails("no")}, threads);
        Told run;
        bench.answer(run, Question{.prompt = std::move(prompt)});
        std::map<std::string, std::string> shape;
        for (const auto& step : run.sink.steps)
            shape[step.id] = step.label + step.input_digest.value_or("-") + step.output_digest.value_or("-");
        return std::pair(shape, run.sink.text);
    };
    const auto once = shape_of(1, "p");
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(shape_of(1, "p"), once);
        EXPECT_EQ(shape_of(2, "p"), once);
    }
    EXPECT_NE(shape_of(1, "q").first, once.first);
}

TEST(Engine, TellsWhetherAnAnswerSaysAnythingButWhatTheModelIs) {
    const auto about_itself = [](std::vector<Part> parts) {
        Bench bench(std::move(parts));
        Told run;
        bench.answer(run);
        return run.ending.about_itself;
    };
    EXPECT_TRUE(about_itself({says_about_itself("I am a model.")}));
    EXPECT_FALSE(about_itself({says("Four.")}));
    EXPECT_FALSE(about_itself({calls("echo", "four"), says_about_itself("I have no tool for that.")}));
    EXPECT_FALSE(about_itself({}));
}

TEST(Engine, KnowsItsModels) {
    Bench bench({});
    EXPECT_TRUE(bench.engine->knows_model("scripted"));
    EXPECT_FALSE(bench.engine->knows_model("other"));
    Told run;
    bench.answer(run, Question{.model = "other"});
    EXPECT_EQ(run.ending.error_code, "unknown_model");
}

}  // namespace
}  // namespace rustygpt::nodes
