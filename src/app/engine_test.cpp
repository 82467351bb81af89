// The engine as the server composes it: builtin, its graph and the real tools.

#include <map>

#include <gtest/gtest.h>

#include "base/run_blocking.h"
#include "models/builtin.h"
#include "nodes/engine.h"

namespace rustygpt::app {
namespace {

using namespace reasoning;

class Collector final : public AnswerSink {
public:
    Task<> delta(std::string content, std::string) override {
        text += content;
        co_return;
    }
    Task<> step(Step step) override {
        if (step.status != NodeStatus::running)
            digests[step.id] =
                step.input_digest.value_or("-") + step.output_digest.value_or("-") + step.error.value_or("-");
        co_return;
    }

    std::string text;
    std::map<std::string, std::string> digests;
};

struct Answered {
    std::string text;
    std::map<std::string, std::string> digests;
    Ending ending;
};

Answered ask(std::string prompt, unsigned threads) {
    const auto tools = tools::Registry::builtin();
    Pool pool("tools", threads, 100);
    std::vector<std::unique_ptr<Model>> models;
    models.push_back(models::make_builtin(tools));
    const auto engine = nodes::make_engine(tools, pool, {}, std::move(models));
    Collector sink;
    Answered answered;
    Question question{.model = "builtin", .prompt = std::move(prompt)};
    answered.ending = run_blocking(engine->answer(std::move(question), sink, {}));
    answered.text = sink.text;
    answered.digests = sink.digests;
    return answered;
}

TEST(BuiltinEngine, AnswersAllThree) {
    const auto answered =
        ask("What is 17% of 2340, how many days from 2024-02-01 to 2025-03-15, and 5 miles in km?", 2);
    EXPECT_EQ(answered.text,
              "- 17% of 2340 = **397.8**\n- From 2024-02-01 to 2025-03-15: **408 days** (1 year, 1 month, 14 days).\n"
              "- 5 mi = **8.04672 km**");
    EXPECT_EQ(answered.digests.size(), 7u);
    EXPECT_EQ(answered.ending.finish_reason, FinishReason::stop);
    EXPECT_EQ(answered.ending.prompt_tokens, 17);
}

TEST(BuiltinEngine, TellsAFailureHonestly) {
    EXPECT_EQ(ask("1/0", 1).text, "I could not work out \u201c1/0\u201d: Division by zero has no result.");
    EXPECT_EQ(ask("what weekday is 2023-02-29?", 1).text,
              "I could not work out \u201cwhat weekday is 2023-02-29\u201d: date must be a date that exists, as "
              "YYYY-MM-DD, of the years "
              "0001 to 9999.");
}

TEST(BuiltinEngine, AnswersTheSameOnAnyNumberOfThreads) {
    for (const auto* prompt :
         {"2+2", "2+2 and 1/0 and 5 miles in km", "hello", "tell me a joke", "10^10^10, 3 feet in cm; 2^0.5",
          "1+1\n2+2\n3+3\n4+4\n5+5\n6+6\n7+7\n8+8", "how many words are in: one, two and three?"}) {
        const auto once = ask(prompt, 1);
        for (const unsigned threads : {1u, 2u, 4u}) {
            const auto again = ask(prompt, threads);
            EXPECT_EQ(again.text, once.text) << prompt;
            EXPECT_EQ(again.digests, once.digests) << prompt;
        }
    }
}

}  // namespace
}  // namespace rustygpt::app
