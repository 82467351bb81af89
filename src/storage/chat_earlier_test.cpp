// Which results an answer may lean on.

#include "storage/chat_test.h"

namespace rustygpt::storage {
namespace {

class EarlierTest : public ChatTest {
protected:
    static reasoning::TraceNode tool_node(std::string tool, boost::json::value output,
                                          reasoning::NodeStatus status = reasoning::NodeStatus::completed) {
        return {.id = "0123",
                .kind = reasoning::NodeKind::tool,
                .label = "",
                .status = status,
                .depends_on = {},
                .tool = std::move(tool),
                .input = boost::json::object{{"given", 1}},
                .output = std::move(output)};
    }
    chat::Submission finish(const chat::Submission& made, std::vector<reasoning::TraceNode> nodes) {
        auto message = made.answer;
        message.status = chat::Status::completed;
        message.finish_reason = chat::FinishReason::stop;
        reasoning::Trace trace{.message_id = message.id, .model = "builtin", .nodes = std::move(nodes)};
        EXPECT_TRUE(run(store->finish(alice, message, std::move(trace))));
        return made;
    }
    // A prompt below this answer, or in the conversation's root.
    chat::Submission below(const chat::Submission& above, std::optional<Id> parent = {}) {
        auto asked = prompt("more", above.answer.conversation_id);
        asked.parent_id = parent ? parent : above.answer.id;
        return submit(asked);
    }
    // The tools whose results the answer may lean on, with their outputs.
    std::string earlier(const chat::Submission& of) {
        std::string out;
        for (const auto& result : run(store->earlier_results(of.answer.id))) {
            out += result.tool + "=";
            append_json(out, result.output);
            out += " ";
        }
        return out;
    }
};

TEST_F(EarlierTest, TheResultsOfTheAnswerAboveInItsOrder) {
    const auto first = submit(prompt("x"));
    EXPECT_EQ(earlier(first), "");
    finish(first, {tool_node("calculator", 1), tool_node("hash", "failed", reasoning::NodeStatus::failed),
                   tool_node("unit_convert", 2)});
    const auto second = below(first);
    EXPECT_EQ(earlier(second), "calculator=1 unit_convert=2 ");
    const auto results = run(store->earlier_results(second.answer.id));
    EXPECT_EQ(results[0].input, (boost::json::object{{"given", 1}}));
    EXPECT_EQ(earlier(first), "") << "its own are none";
}

TEST_F(EarlierTest, TheNearestThatHasSomeOfTheEightAbove) {
    auto last = finish(submit(prompt("x")), {tool_node("calculator", 1)});
    for (int i = 0; i < 7; ++i) last = finish(below(last), {});
    auto eighth = below(last);
    EXPECT_EQ(earlier(eighth), "calculator=1 ");
    finish(eighth, {});
    EXPECT_EQ(earlier(below(eighth)), "");
}

TEST_F(EarlierTest, AnAnswerWithoutATraceIsPassedOver) {
    const auto first = finish(submit(prompt("x")), {tool_node("calculator", 1)});
    const auto second = below(first);
    answer(second, {"no trace"});
    EXPECT_EQ(earlier(below(second)), "calculator=1 ");
}

TEST_F(EarlierTest, ThePathCountsAndNotTheTime) {
    const auto root = finish(submit(prompt("x")), {tool_node("calculator", 1)});
    const auto left = finish(below(root), {tool_node("calculator", 2)});
    const auto right = below(root);
    EXPECT_EQ(earlier(right), "calculator=1 ");
    finish(right, {});
    chat::NewAnswer asked;
    asked.user_id = alice;
    asked.message_id = root.answer.id;
    const auto again = run(store->regenerate(asked));
    finish(again, {tool_node("calculator", 3)});
    EXPECT_EQ(earlier(below(left)), "calculator=2 ");
    EXPECT_EQ(earlier(below(right)), "calculator=1 ");
    EXPECT_EQ(earlier(below(again)), "calculator=3 ");
    // Another thread of the conversation has nothing above it.
    EXPECT_EQ(earlier(submit(prompt("y", root.answer.conversation_id))), "");
    // A prompt may follow a prompt.
    EXPECT_EQ(earlier(below(left, left.prompt_id)), "calculator=1 ");
}

TEST_F(EarlierTest, TheLastResultsAreTakenAsFarAsTheyFit) {
    std::vector<reasoning::TraceNode> many;
    for (int i = 0; i < 40; ++i) many.push_back(tool_node("calculator", i));
    auto last = finish(submit(prompt("x")), many);
    EXPECT_TRUE(earlier(below(last)).starts_with("calculator=8 "));

    const boost::json::string large(10'000, 'x'), larger(20'000, 'x'), huge(1'100'000, 'x');
    last = finish(below(last), {tool_node("hash", large), tool_node("encode", large), tool_node("calculator", 1)});
    EXPECT_EQ(run(store->earlier_results(below(last).answer.id)).size(), 2u);
    // "That" would be the one that is too large, and not one before it.
    last = finish(below(last), {tool_node("calculator", 1), tool_node("hash", larger)});
    EXPECT_EQ(earlier(below(last)), "");
    last = finish(below(last), {tool_node("calculator", 1), tool_node("hash", huge)});
    EXPECT_EQ(earlier(below(last)), "");
}

TEST_F(EarlierTest, ATraceThatIsNoneHasNoResults) {
    const auto first = finish(submit(prompt("x")), {tool_node("calculator", 1)});
    const auto second = finish(below(first), {tool_node("calculator", 2)});
    database->write_now([&](Transaction& tx) {
        tx.run("UPDATE traces SET trace = '{\"nodes\": [5]}' WHERE message_id = $1", second.answer.id);
    });
    EXPECT_EQ(earlier(below(second)), "calculator=1 ");
    EXPECT_EQ(run(store->earlier_results(new_id())).size(), 0u);
}

}  // namespace
}  // namespace rustygpt::storage
