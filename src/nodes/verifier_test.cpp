#include "nodes/verifier_test.h"

#include <thread>

namespace rustygpt::nodes {
namespace {

using namespace std::chrono_literals;

TEST(Verifier, AnHonestTraceVerifies) {
    Bench bench(usual());
    const auto trace = told(bench);
    ASSERT_EQ(trace.nodes.size(), 7u);
    const auto verification = verify(bench, trace);
    EXPECT_EQ(verification.verified, true) << reasons(verification);
    ASSERT_EQ(verification.nodes.size(), 7u);
    for (std::size_t i = 0; i < 7; ++i) {
        EXPECT_EQ(verification.nodes[i].id, trace.nodes[i].id);
        EXPECT_EQ(verification.nodes[i].verified, true) << reasons(verification);
        EXPECT_EQ(verification.nodes[i].actual_digest, trace.nodes[i].output_digest);
    }
}

TEST(Verifier, HonestTracesOfAllKindsVerify) {
    const std::vector<Part> cases[] = {{says("just words")},
                                       {calls("echo", "alone")},
                                       {fails("alone")},
                                       {calls("nothing", "no such tool"), calls("echo", "a")},
                                       {}};
    for (const auto& parts : cases) {
        Bench bench(parts);
        const Question questions[] = {{},
                                      {.prompt = "cut", .sampling = {.max_tokens = 1}},
                                      {.prompt = "stopped", .sampling = {.seed = 7, .stop = {"wor", "a"}}},
                                      {.history = {{Role::user, "before"}, {Role::assistant, "indeed"}}},
                                      {.tools = {.automatic = false, .names = {"echo"}}}};
        for (const auto& question : questions) {
            const auto verification = verify(bench, told(bench, question));
            EXPECT_EQ(verification.verified, true) << reasons(verification);
        }
    }
}

TEST(Verifier, AnotherVersionOfAToolIsDriftAndNoFailure) {
    Bench before(usual());
    Bench after(usual(), 2, {}, {.extra = {}, .echo_version = "2.0.0"});
    const auto trace = told(before);
    const auto verification = verify(after, trace);
    EXPECT_EQ(verification.verified, std::nullopt);
    EXPECT_EQ(verification.nodes[tool_a].verified, std::nullopt);
    EXPECT_EQ(verification.nodes[tool_a].reason, "Drift: it ran in version 1.0.0, and is 2.0.0 now.");
    for (const auto place : {prompt, model, reducer, responder})
        EXPECT_EQ(verification.nodes[place].verified, true) << reasons(verification);
}

// The reducer and the responder say otherwise where a tool before them does: that is not their fault.
TEST(Verifier, WhatDriftLeadsToIsNoFailureEither) {
    Bench before({calls("turnstile", "a"), calls("echo", "b")}, 2, {}, {.extra = std::make_unique<Echo>("turnstile")});
    Bench after({calls("turnstile", "a"), calls("echo", "b")});  // where there is no such tool
    const auto verification = verify(after, told(before));
    EXPECT_EQ(verification.verified, std::nullopt) << reasons(verification);
    EXPECT_EQ(verification.nodes[2].reason, "Drift: version 1.0.0 is not there any more.");
    EXPECT_EQ(verification.nodes[3].verified, true);
    EXPECT_EQ(verification.nodes[4].reason, "A step that it depends on could not be settled.");
    EXPECT_EQ(verification.nodes[5].verified, std::nullopt);
}

TEST(Verifier, ALanguageModelsWordsAreTakenFromTheTrace) {
    Bench bench(usual());
    const auto trace = told(bench);
    const auto with_its_words = [&](const Trace& one) { return verify(bench, one, {}, {}, Speaker::language_model); };
    const auto verification = with_its_words(trace);
    EXPECT_EQ(verification.verified, true) << reasons(verification);
    EXPECT_EQ(verification.nodes[model].verified, std::nullopt);
    for (const auto place : {prompt, tool_a, tool_b, tool_failed, reducer, responder})
        EXPECT_EQ(verification.nodes[place].verified, true) << reasons(verification);

    auto other_plan = trace;  // what it led to was another one
    part_of(other_plan, 0)["input"].as_object()["say"] = "b";
    make_digests_fit(other_plan);
    EXPECT_EQ(with_its_words(other_plan).verified, false);
    auto no_plan = trace;
    no_plan.nodes[model].output = {{"reasoning", 1}};
    make_digests_fit(no_plan);
    EXPECT_EQ(with_its_words(no_plan).verified, false);
}

TEST(Verifier, ATraceBelongsToItsAnswer) {
    Bench bench(usual());
    const auto trace = told(bench, {.message_id = new_id(), .prompt = "go on", .sampling = {.seed = 3}});
    const auto content =
        "- a\n- between\n- b\n- I could not work out \u201cthat\u201d: It broke.\n\n1 of 3 could not be worked out.";
    const Anchors right{
        .message_id = trace.message_id, .model = "scripted", .seed = 3, .prompt = "go on", .content = content};
    EXPECT_EQ(verify(bench, trace, right).verified, true) << reasons(verify(bench, trace, right));
    struct Case {
        std::size_t place;
        void (*change)(Anchors&);
    };
    const Case cases[] = {{prompt, [](Anchors& a) { a.message_id = new_id(); }},
                          {prompt, [](Anchors& a) { a.model = "builtin"; }},
                          {prompt, [](Anchors& a) { a.seed = 4; }},
                          {prompt, [](Anchors& a) { a.prompt = "go"; }},
                          {responder, [](Anchors& a) { *a.content += "!"; }}};
    for (const auto& [place, change] : cases) {
        auto wrong = right;
        change(wrong);
        const auto verification = verify(bench, trace, wrong);
        EXPECT_EQ(verification.verified, false);
        for (std::size_t i = 0; i < verification.nodes.size(); ++i)
            EXPECT_EQ(verification.nodes[i].verified, i != place) << reasons(verification);
    }
}

TEST(Verifier, ACompletedAnswerHasAStepThatToldIt) {
    Bench bench({says("word")});
    auto trace = told(bench, {.message_id = new_id()});
    const Anchors anchors{.message_id = trace.message_id, .model = "scripted", .prompt = "go on", .content = "word"};
    EXPECT_EQ(verify(bench, trace, anchors).verified, true);
    for (auto& node : trace.nodes) {
        if (node.kind == NodeKind::prompt) continue;
        node.status = NodeStatus::cancelled, node.error = "It was cancelled.";
        node.input.reset(), node.input_digest.reset(), node.output.reset(), node.output_digest.reset();
    }
    EXPECT_EQ(verify(bench, trace, anchors).verified, false);
}

TEST(Verifier, ACancelledAnswerVerifiesAsFarAsItCame) {
    Bench bench({calls("echo", "a"), calls("meeting", "never")});
    Told run;
    std::stop_source stop;
    run.sink.at_delta = [&] {
        if (run.sink.text == "- a") stop.request_stop();
    };
    bench.answer(run, {.model = "scripted"}, stop.get_token());
    const auto& nodes = run.sink.traced.value().nodes;
    ASSERT_EQ(nodes.size(), 6u);
    EXPECT_EQ(nodes[3].status, NodeStatus::cancelled);
    EXPECT_EQ(nodes[5].status, NodeStatus::cancelled);

    // Somebody comes to the meeting this time: it has an end to be compared, and nothing to compare it with.
    Bench again({calls("echo", "a"), calls("meeting", "never")}, 2, {.tool_time = 50ms});
    const auto verification = verify(again, *run.sink.traced);
    EXPECT_EQ(verification.verified, true) << reasons(verification);
    for (const auto place : {0u, 1u, 2u}) EXPECT_EQ(verification.nodes[place].verified, true);
    for (const auto place : {3u, 4u, 5u}) EXPECT_EQ(verification.nodes[place].verified, std::nullopt);
    EXPECT_EQ(verification.nodes[3].reason, "It was cancelled.");
    EXPECT_EQ(verification.nodes[4].reason, "It was cancelled before it began.");
}

TEST(Verifier, AnAnswerThatALimitEndedVerifies) {
    const Limits cases[] = {{.max_nodes = 4}, {.max_depth = 2}};
    for (const auto& limits : cases) {
        Bench bench(usual(), 2, limits);
        const auto trace = told(bench);
        EXPECT_EQ(trace.nodes[model].status, NodeStatus::failed);
        const auto verification = verify(bench, trace);
        EXPECT_EQ(verification.verified, true) << reasons(verification);
        EXPECT_EQ(verification.nodes[model].verified, true);
    }
}

TEST(Verifier, ToolsThatRunOutOfTimeSettleNothing) {
    Bench quick({calls("meeting", "a"), calls("echo", "b")}, 2, {.tool_time = 20ms});
    const auto late = told(quick);
    EXPECT_EQ(verify(quick, late).verified, std::nullopt);  // it may have been on time once more

    Bench full({calls("meeting", "a"), calls("meeting", "b"), calls("meeting", "c")}, 3);
    const auto on_time = told(full);
    Bench narrow({calls("meeting", "a"), calls("meeting", "b"), calls("meeting", "c")}, 1, {.tool_time = 20ms});
    const auto verification = verify(narrow, on_time);
    EXPECT_EQ(verification.verified, std::nullopt) << reasons(verification);
    EXPECT_TRUE(verification.nodes[2].reason.value_or("").contains("20 milliseconds")) << reasons(verification);
}

TEST(Verifier, EndsSoonWhenItIsStopped) {
    Bench full({calls("meeting", "a"), calls("meeting", "b"), calls("meeting", "c")}, 3);
    const auto trace = told(full);
    Bench narrow({calls("meeting", "a"), calls("meeting", "b"), calls("meeting", "c")}, 1);  // nobody gets past
    std::stop_source stop;
    std::jthread stopper([&] {
        narrow.meeting->wait_until_inside(1);
        stop.request_stop();
    });
    const auto verification = verify(narrow, trace, {}, stop.get_token());
    EXPECT_EQ(verification.verified, std::nullopt) << reasons(verification);
    EXPECT_EQ(verification.nodes[prompt].verified, true);
    EXPECT_EQ(verification.nodes[2].verified, std::nullopt);
}

TEST(Verifier, WhatACrashHasLeftSettlesNothing) {
    Bench bench(usual());
    Told run;
    bench.answer(run, {.model = "scripted"});
    auto trace = run.sink.traced.value();
    trace.nodes = nodes_from_steps(std::span(run.sink.steps).first(run.sink.steps.size() - 3));
    const auto verification = verify(bench, trace);
    EXPECT_EQ(verification.verified, std::nullopt) << reasons(verification);
    EXPECT_FALSE(verification.nodes.empty());
}

}  // namespace
}  // namespace rustygpt::nodes
