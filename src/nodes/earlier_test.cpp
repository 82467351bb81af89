// Earlier results in a question: recorded, given to the model, and held against the record.

#include "nodes/verifier_test.h"

namespace rustygpt::nodes {
namespace {

Question following_up() {
    Question question{.history = {{Role::user, "5 miles in km"}, {Role::assistant, "8.04672 km"}},
                      .prompt = "and in metres?"};
    question.earlier.push_back({.tool = "unit_convert", .input = {{"value", 5}}, .output = {{"value", "8.04672"}}});
    question.earlier.push_back({.tool = "echo", .input = {{"say", "a"}}, .output = "a"});
    return question;
}

json::array& earlier_in(Trace& trace) { return trace.nodes[prompt].input->as_object()["earlier"].as_array(); }

TEST(Earlier, IsRecordedAndGivenToTheModel) {
    Bench bench(usual());
    const auto trace = told(bench, following_up());
    const json::value recorded{
        {{"tool", "unit_convert"}, {"input", {{"value", 5}}}, {"output", {{"value", "8.04672"}}}},
        {{"tool", "echo"}, {"input", {{"say", "a"}}}, {"output", "a"}}};
    EXPECT_EQ(trace.nodes[prompt].input->at("earlier"), recorded);
    EXPECT_EQ(trace.nodes[prompt].output->at("earlier"), recorded);
    EXPECT_EQ(trace.nodes[model].input->at("earlier"), recorded);
    const auto verification = verify(bench, trace);
    EXPECT_EQ(verification.verified, true) << reasons(verification);
}

TEST(Earlier, IsAbsentWhereThereIsNone) {
    Bench bench(usual());
    const auto trace = told(bench);
    EXPECT_FALSE(trace.nodes[prompt].input->as_object().contains("earlier"));
    EXPECT_FALSE(trace.nodes[prompt].output->as_object().contains("earlier"));
    EXPECT_FALSE(trace.nodes[model].input->as_object().contains("earlier"));
}

TEST(Earlier, ThatWasChangedDoesNotVerify) {
    Bench bench(usual());
    const auto honest = told(bench, following_up());
    const std::pair<const char*, void (*)(Trace&)> changes[] = {
        {"an output", [](Trace& t) { earlier_in(t)[0].as_object()["output"] = "9"; }},
        {"an input", [](Trace& t) { earlier_in(t)[1].as_object()["input"] = {{"say", "b"}}; }},
        {"the order", [](Trace& t) { std::swap(earlier_in(t)[0], earlier_in(t)[1]); }},
        {"one less", [](Trace& t) { earlier_in(t).pop_back(); }},
        {"all gone", [](Trace& t) { t.nodes[prompt].input->as_object().erase("earlier"); }},
        {"no list", [](Trace& t) { t.nodes[prompt].input->as_object()["earlier"] = 5; }},
        {"no result", [](Trace& t) { earlier_in(t)[0] = json::object{{"tool", "echo"}}; }},
    };
    for (const auto& [name, change] : changes)
        for (const bool digests_fit : {false, true}) {
            auto trace = honest;
            change(trace);
            if (digests_fit) make_digests_fit(trace);
            EXPECT_EQ(verify(bench, trace).verified, false) << name;
        }
    auto made_up = told(bench);
    made_up.nodes[prompt].input->as_object()["earlier"] = honest.nodes[prompt].input->at("earlier");
    make_digests_fit(made_up);
    EXPECT_EQ(verify(bench, made_up).verified, false);
}

}  // namespace
}  // namespace rustygpt::nodes
