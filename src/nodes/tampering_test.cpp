// What was changed in a trace is found.

#include "base/crypto.h"
#include "nodes/verifier_test.h"

namespace rustygpt::nodes {
namespace {

struct Tampering {
    const char* name;
    std::size_t place;   // of the step that must not verify
    const char* reason;  // what is said of it
    void (*change)(Trace&);
    bool keeps_digests = false;
};

const Tampering tamperings[] = {
    {"an output", tool_a, "output_digest is not", [](Trace& t) { t.nodes[tool_a].output = "b"; }, true},
    {"an output, its digest too", tool_a, "another output", [](Trace& t) { t.nodes[tool_a].output = "b"; }},
    {"a null output", tool_a, "another output",
     [](Trace& t) { t.nodes[tool_a].output.reset(), t.nodes[tool_a].output_digest = digest_of(nullptr); }},
    {"an input", tool_a, "input_digest is not", [](Trace& t) { t.nodes[tool_a].input = {{"say", "b"}}; }, true},
    {"an input, its digest too", tool_a, "not what the steps",
     [](Trace& t) { t.nodes[tool_a].input = {{"say", "b"}}; }},
    {"the plan", model, "another output", [](Trace& t) { part_of(t, 0)["input"].as_object()["say"] = "b"; }},
    {"the plan's text", model, "another output", [](Trace& t) { part_of(t, 1)["text"] = "beneath"; }},
    {"the reducer's count", reducer, "another output",
     [](Trace& t) { t.nodes[reducer].output->as_object()["failed"] = 0; }},
    {"what was told", responder, "not what the steps",
     [](Trace& t) { t.nodes[responder].input->as_object()["sections"].as_array()[0] = "- z"; }},
    {"the answer's digest", responder, "another output",
     [](Trace& t) { t.nodes[responder].output->as_object()["content_sha256"] = hex(sha256("z")); }},
    {"a label", tool_a, "label", [](Trace& t) { t.nodes[tool_a].label = "z"; }},
    {"a tool's name", tool_a, "tool", [](Trace& t) { t.nodes[tool_a].tool = "meeting"; }},
    {"a kind", reducer, "kind", [](Trace& t) { t.nodes[reducer].kind = NodeKind::tool; }},
    {"an edge", reducer, "depends_on", [](Trace& t) { t.nodes[reducer].depends_on.pop_back(); }},
    {"the order of edges", reducer, "depends_on",
     [](Trace& t) { std::swap(t.nodes[reducer].depends_on[0], t.nodes[reducer].depends_on[1]); }},
    {"an id", tool_a, "no step of this id",
     [](Trace& t) { t.nodes[tool_a].id[0] = t.nodes[tool_a].id[0] == '0' ? '1' : '0'; }},
    {"an error", tool_failed, "fails otherwise", [](Trace& t) { t.nodes[tool_failed].error = "It burned."; }},
    {"a failure", tool_b, "not to be completed", [](Trace& t) { t.nodes[tool_b].status = NodeStatus::failed; }},
    {"a step that still runs", tool_b, "running", [](Trace& t) { t.nodes[tool_b].status = NodeStatus::running; }},
    {"a step that is there twice", 7, "another step's", [](Trace& t) { t.nodes.push_back(t.nodes[tool_b]); }},
    {"a step too many", 7, "no step of this id",
     [](Trace& t) { t.nodes.push_back(t.nodes[tool_b]), t.nodes[7].id = "0123"; }},
    {"a step too few", 6, "lacks", [](Trace& t) { t.nodes.erase(t.nodes.begin() + tool_a); }},
    {"no model", 6, "lacks", [](Trace& t) { t.nodes.erase(t.nodes.begin() + model); }},
    {"no responder", 6, "lacks", [](Trace& t) { t.nodes.pop_back(); }},
    {"the prompt", tool_a, "no step of this id",
     [](Trace& t) { t.nodes[prompt].input->as_object()["messages"].as_array()[0].as_object()["content"] = "z"; }},
    {"no question", prompt, "no question",
     [](Trace& t) { t.nodes[prompt].input = {{"model", "scripted"}, {"seed", 0}}; }},
    {"another seed", prompt, "model or seed", [](Trace& t) { t.seed = 1; }},
    {"another model", prompt, "model or seed", [](Trace& t) { t.model = "builtin"; }},
};

TEST(Tampering, ATamperedTraceDoesNot) {
    Bench bench(usual());
    const auto honest = told(bench);
    for (const auto& tampering : tamperings) {
        auto trace = honest;
        tampering.change(trace);
        if (!tampering.keeps_digests) make_digests_fit(trace);
        const auto verification = verify(bench, trace);
        EXPECT_EQ(verification.verified, false) << tampering.name << "\n" << reasons(verification);
        ASSERT_GT(verification.nodes.size(), tampering.place) << tampering.name;
        const auto& node = verification.nodes[tampering.place];
        EXPECT_EQ(node.verified, false) << tampering.name;
        EXPECT_TRUE(node.reason.value_or("").contains(tampering.reason)) << tampering.name << ": " << *node.reason;
    }
}

TEST(Tampering, PointsAtTheStepThatWasChangedAlone) {
    Bench bench(usual());
    auto trace = told(bench);
    trace.nodes[tool_a].output = "b";
    make_digests_fit(trace);
    const auto verification = verify(bench, trace);
    for (std::size_t i = 0; i < verification.nodes.size(); ++i)
        EXPECT_EQ(verification.nodes[i].verified, i != tool_a) << i;
    EXPECT_EQ(verification.nodes[tool_a].expected_digest, digest_of("b"));
    EXPECT_EQ(verification.nodes[tool_a].actual_digest, digest_of("a"));
}

TEST(Tampering, WhatIsNoTraceDoesNotVerify) {
    Bench bench(usual());
    const auto text = dto::to_json(told(bench));
    for (const auto& broken : {std::string(), std::string("{}"), std::string("[]"), text.substr(0, text.size() / 2),
                               text + "x", std::string(100'000, '[')})
        EXPECT_EQ(verify_text(bench, broken).verified, false) << broken.substr(0, 20);
    auto empty = told(bench);
    empty.nodes.clear();
    EXPECT_EQ(verify(bench, empty).verified, false);
    auto headless = told(bench);
    headless.nodes.erase(headless.nodes.begin());
    EXPECT_EQ(verify(bench, headless).verified, false);
}

}  // namespace
}  // namespace rustygpt::nodes
