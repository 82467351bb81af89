// A thousand random prompts through the engine as the server composes it: the same graphs, digests and answers on any
// number of threads; every trace verifies, and none that was changed does.

#include <random>

#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include "app/traces.h"
#include "base/crypto.h"
#include "base/run_blocking.h"
#include "chat/earlier_results.h"
#include "models/builtin.h"
#include "nodes/engine.h"
#include "reasoning/canonical.h"

namespace rustygpt::app {
namespace {

using namespace reasoning;

// The same prompts in every run, on every machine.
class Prompts {
public:
    explicit Prompts(std::uint32_t seed) : random_(seed) {}

    std::string next() {
        static const std::vector<std::string> joints{", ", " and ", "; ", "\n", "? ", " then ", ", and "};
        std::string prompt = intent();
        for (auto more = below(6); more > 0; --more) prompt += any(joints) + intent();
        return prompt;
    }
    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_()) % end; }

private:
    const std::string& any(const std::vector<std::string>& choices) {
        return choices[below(static_cast<std::uint32_t>(choices.size()))];
    }
    std::string number() {
        switch (below(4)) {
            case 0: return std::to_string(below(10));
            case 1: return std::to_string(below(1'000'000)) + "." + std::to_string(below(1'000));
            case 2: return "-" + std::to_string(below(1'000));
            default: return std::to_string(below(10'000));
        }
    }
    std::string date() {
        return std::to_string(1900 + below(200)) + "-" + two_digits(1 + below(13)) + "-" + two_digits(1 + below(31));
    }
    static std::string two_digits(std::uint32_t value) { return (value < 10 ? "0" : "") + std::to_string(value); }

    std::string intent() {
        static const std::vector<std::string> operators{" + ", " - ", " * ", " / ", "^", " % of ", "% of "};
        static const std::vector<std::string> units{"km",  "miles", "kg", "lb",    "C", "F",
                                                    "GiB", "bytes", "m",  "hours", "L"};
        static const std::vector<std::string> words{"hello",
                                                    "how many words are in: one two three",
                                                    "tell me a joke",
                                                    "what can you do?",
                                                    "caf\u00e9 \u65e5\u672c \U0001f642",
                                                    "1/0",
                                                    "10^10^10",
                                                    "sqrt(2) * pi",
                                                    "thanks",
                                                    "(((",
                                                    "\"quoted, text\"",
                                                    "count the letters of b\u00e4r"};
        static const std::vector<std::string> follow_ups{"and in km?", "now add 15%",  "half of that",   "in hex",
                                                         "and 12?",    "a week later", "what about 20%?"};
        switch (below(8)) {
            case 7: return any(follow_ups);
            case 0: return "what is " + number() + any(operators) + number();
            case 1: return number() + any(operators) + number() + any(operators) + number();
            case 2: return number() + " " + any(units) + " in " + any(units);
            case 3: return "how many days from " + date() + " to " + date();
            case 4: return date() + " plus " + std::to_string(below(1'000)) + " days";
            case 5: return "what weekday is " + date();
            default: return any(words);
        }
    }

    std::mt19937 random_;
};

class Keeper final : public AnswerSink {
public:
    Task<> delta(std::string content, std::string) override {
        text += content;
        co_return;
    }
    Task<> step(Step) override { co_return; }
    void trace(Trace&& trace) override { traced = std::move(trace); }

    std::string text;
    Trace traced;
};

class Server {
public:
    explicit Server(unsigned threads) : pool_("tools", threads, 100) {
        std::vector<std::unique_ptr<Model>> models;
        models.push_back(models::make_builtin(tools_));
        engine_ = nodes::make_engine(tools_, pool_, {}, std::move(models));
    }

    Keeper ask(const Id& id, std::string prompt, std::vector<EarlierResult> earlier) {
        Keeper sink;
        Question question{.message_id = id, .model = "builtin", .prompt = std::move(prompt)};
        question.earlier = std::move(earlier);
        run_blocking(engine_->answer(std::move(question), sink, {}));
        return sink;
    }

    Verification verify(const Trace& trace, const Anchors& anchors) {
        return run_blocking(verifying(dto::to_json(trace), anchors));
    }

private:
    Task<Verification> verifying(std::string text, Anchors anchors) {
        auto executor = co_await asio::this_coro::executor;
        const auto verifier = make_verifier({}, tools_, pool_, std::move(executor));
        co_return co_await verifier->verify(std::move(text), std::move(anchors), {});
    }

    const tools::Registry tools_ = tools::Registry::builtin();
    Pool pool_;
    std::unique_ptr<Engine> engine_;
};

// Everything of a trace but its times.
std::vector<std::vector<std::string>> lasting(const Trace& trace) {
    std::vector<std::vector<std::string>> out;
    for (const auto& node : trace.nodes) {
        auto& parts = out.emplace_back(node.depends_on);
        for (const auto& text : {node.id, node.label, node.input_digest.value_or("-"), node.output_digest.value_or("-"),
                                 node.error.value_or("-"), node.version.value_or("-")})
            parts.push_back(text);
    }
    return out;
}

void make_digests_fit(TraceNode& node) {
    if (node.input) node.input_digest = digest_of(*node.input);
    if (node.output) node.output_digest = digest_of(*node.output);
}

// Changes one thing at random. Returns what it was.
std::string tamper(Trace& trace, Prompts& random) {
    const auto at = random.below(static_cast<std::uint32_t>(trace.nodes.size()));
    auto& node = trace.nodes[at];
    const auto where = " of step " + std::to_string(at);
    switch (random.below(6)) {
        case 0: trace.nodes.erase(trace.nodes.begin() + at); return "the step" + where;
        case 1: node.label += "!"; return "the label" + where;
        case 2: node.depends_on.push_back(trace.nodes.back().id); return "an edge" + where;
        case 3: node.id[random.below(32)] ^= 1; return "the id" + where;
        case 4:
            node.output = json::object{{"value", "0"}};
            node.error.reset();
            node.status = NodeStatus::completed;
            make_digests_fit(node);
            return "the output" + where;
        default:
            node.input = json::object{{"expression", "1"}};
            make_digests_fit(node);
            return "the input" + where;
    }
}

TEST(RandomPrompts, GiveTheSameTraceOnAnyNumberOfThreadsAndEachVerifiesUntilItIsChanged) {
    Prompts random(20'260'131);
    Server one(1);
    Server two(2);
    std::size_t tools = 0;
    std::size_t failures = 0;
    std::size_t follow_ups = 0;
    std::vector<EarlierResult> earlier;
    for (int i = 0; i < 1'000; ++i) {
        const auto prompt = random.next();
        const auto id = new_id();
        auto told = one.ask(id, prompt, earlier);
        const auto again = two.ask(id, prompt, earlier);
        ASSERT_EQ(again.text, told.text) << prompt;
        ASSERT_EQ(lasting(again.traced), lasting(told.traced)) << prompt;
        for (const auto& node : told.traced.nodes) {
            tools += node.kind == NodeKind::tool;
            failures += node.kind == NodeKind::tool && node.status == NodeStatus::failed;
            follow_ups += node.kind == NodeKind::tool && (node.label == "half of that" || node.label == "now add 15%");
        }
        if (auto results = chat::earlier_results_in(dto::to_json(told.traced))) earlier = std::move(*results);

        const Anchors anchors{.message_id = id, .model = "builtin", .prompt = prompt, .content = told.text};
        const auto honest = two.verify(told.traced, anchors);
        ASSERT_EQ(honest.verified, true) << prompt;
        for (const auto& node : honest.nodes) ASSERT_EQ(node.verified, true) << prompt << node.reason.value_or("");

        const auto what = tamper(told.traced, random);
        ASSERT_EQ(two.verify(told.traced, anchors).verified, false) << what << " in " << prompt;
    }
    // The prompts did exercise what they are for.
    EXPECT_GT(tools, 1'000u);
    EXPECT_GT(failures, 50u);
    EXPECT_GT(follow_ups, 20u);
}

}  // namespace
}  // namespace rustygpt::app
