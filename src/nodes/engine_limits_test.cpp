#include "nodes/engine_test.h"
#include "reasoning/canonical.h"

namespace rustygpt::nodes {
namespace {

using namespace std::chrono_literals;

TEST(EngineLimits, StopsAtMaxTokensAndAtStopSequences) {
    struct Case {
        std::int64_t max_tokens;
        std::vector<std::string> stop;
        const char* text;
        FinishReason reason;
        std::int64_t words;
    };
    const Case cases[] = {
        {100, {}, "- ab cd\n- ef gh", FinishReason::stop, 6},
        {6, {}, "- ab cd\n- ef gh", FinishReason::stop, 6},
        {5, {}, "- ab cd\n- ef", FinishReason::length, 5},
        {1, {}, "-", FinishReason::length, 1},
        {100, {"cd"}, "- ab ", FinishReason::stop, 2},
        {100, {"d\n- e"}, "- ab c", FinishReason::stop, 3},  // across two sections
        {100, {"zz", "gh", "ef"}, "- ab cd\n- ", FinishReason::stop, 4},
        {100, {"- ab cd"}, "", FinishReason::stop, 0},
        {100, {"ghi", ""}, "- ab cd\n- ef gh", FinishReason::stop, 6},  // begins to appear, and does not
        {2, {"cd"}, "- ab ", FinishReason::stop, 2},
    };
    for (const auto& one : cases) {
        Bench bench({calls("echo", "ab cd"), calls("echo", "ef gh")});
        Told run;
        bench.answer(run, Question{.sampling = {.max_tokens = one.max_tokens, .stop = one.stop}});
        EXPECT_EQ(run.sink.text, one.text);
        EXPECT_EQ(run.ending.finish_reason, one.reason) << one.text;
        EXPECT_EQ(run.ending.completion_tokens, one.words) << one.text;
    }
}

TEST(EngineLimits, EndsWithAnErrorPastItsLimits) {
    struct Case {
        Limits limits;
        const char* message;
    };
    const Case cases[] = {{{.max_nodes = 4}, "The answer needs more than 4 steps."},
                          {{.max_depth = 2}, "The answer needs more than 2 steps in a row."},
                          {{.max_bytes = 300}, "The answer's steps need more than 300 bytes."},
                          {{.max_time = 20ms}, "The answer took longer than 20 milliseconds."}};
    for (const auto& [limits, message] : cases) {
        Bench bench({calls("meeting", "a"), calls("meeting", "b")}, 2, limits);
        Told run;
        bench.answer(run);
        EXPECT_EQ(run.ending.finish_reason, FinishReason::error);
        EXPECT_EQ(run.ending.error_code, "limit_exceeded");
        EXPECT_EQ(run.ending.error_message, message);
    }
}

TEST(EngineLimits, AToolPastItsTimeFailsAlone) {
    Bench bench({calls("meeting", "late"), calls("echo", "in time")}, 2, {.tool_time = 20ms});
    Told run;
    bench.answer(run);
    EXPECT_EQ(run.ending.finish_reason, FinishReason::stop);
    EXPECT_EQ(run.sink.text,
              "- I could not work out \u201clate\u201d: The tool took longer than 20 milliseconds.\n- in time\n\n"
              "1 of 2 could not be worked out.");
}

TEST(EngineLimits, TellsWhatTheModelsFailureWas) {
    Bench bench({says("never")});
    Told run;
    bench.answer(run, Question{.prompt = "fail"});
    EXPECT_EQ(run.ending.finish_reason, FinishReason::error);
    EXPECT_EQ(run.ending.error_code, "upstream_failed");
    EXPECT_EQ(run.ending.error_message, "The model is away.");
    EXPECT_EQ(run.sink.of(NodeKind::model, NodeStatus::failed).size(), 1u);
}

TEST(EngineLimits, ATraceIsNoLargerThanTheLimitsAllow) {
    for (const std::size_t most : {0u, 100u, 300u, 700u, 2'500u, 50'000u}) {
        Bench bench({calls("echo", std::string(400, 'a')), calls("echo", std::string(900, 'b'))}, 2,
                    {.max_bytes = most});
        Told run;
        bench.answer(run);
        std::size_t bytes = 0;
        for (const auto& node : run.sink.traced.value().nodes) {
            if (node.input) bytes += canonical(*node.input).size();
            if (node.output) bytes += canonical(*node.output).size();
        }
        EXPECT_LE(bytes, most);
        EXPECT_EQ(run.ending.error_code, most < 50'000 ? "limit_exceeded" : "") << most;
    }
}

TEST(EngineLimits, PassesOnWhatTheSinkThrows) {
    struct Gone {};
    Bench bench({calls("echo", "one two three four five six"), calls("meeting", "never")});
    Told run;
    run.sink.at_delta = [&] {
        if (run.sink.deltas.size() == 2) throw Gone{};
    };
    bench.answer(run);
    ASSERT_TRUE(run.thrown);
    EXPECT_THROW(std::rethrow_exception(run.thrown), Gone);
    EXPECT_EQ(run.sink.deltas.size(), 2u);
    EXPECT_EQ(run.sink.traced.value().nodes.size(), 6u);
}

}  // namespace
}  // namespace rustygpt::nodes
