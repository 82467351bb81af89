#pragma once

// For the test and the benchmark of answers: the prompts of bench/reasoning, asked of the engine as the server composes
// it, and the tool calls of their traces held against the expected ones.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/run_blocking.h"
#include "models/builtin.h"
#include "nodes/engine.h"
#include "reasoning/canonical.h"
#include "reasoning/trace.h"

namespace rustygpt::app {

namespace json = boost::json;

struct ExpectedCall {
    std::string tool;
    std::vector<json::object> inputs;  // any of these readings is right
    json::value output;
};

struct Prompt {
    std::string id;
    std::string category;
    std::vector<std::string> turns;  // the last one is scored
    std::vector<ExpectedCall> calls;  // in order; none where no tool may be called
};

struct Call {
    std::string tool;
    json::object input;
    json::value output;  // null where it failed
};

inline ExpectedCall expected_call(const json::object& given) {
    ExpectedCall call{.tool = std::string(given.at("tool").as_string()), .inputs = {}, .output = given.at("output")};
    const auto& input = given.at("input");
    if (input.is_object()) call.inputs.push_back(input.get_object());
    else
        for (const auto& one : input.as_array()) call.inputs.push_back(one.as_object());
    return call;
}

// Throws where the line is not of the form that bench/reasoning/README.md tells.
inline Prompt prompt_of(const json::object& given) {
    Prompt prompt{.id = std::string(given.at("id").as_string()),
                  .category = std::string(given.at("category").as_string()),
                  .turns = {},
                  .calls = {}};
    for (const auto& turn : given.at("turns").as_array()) prompt.turns.emplace_back(turn.as_string());
    if (const auto* calls = given.if_contains("expect"))
        for (const auto& call : calls->as_array()) prompt.calls.push_back(expected_call(call.as_object()));
    const bool refuses = given.contains("refuses") && given.at("refuses").as_bool();
    if (prompt.turns.empty() || refuses != prompt.calls.empty())
        throw std::runtime_error(prompt.id + " must have turns, and either calls or refuses");
    return prompt;
}

inline std::vector<Prompt> prompts_in(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("no such file: " + file.string());
    std::vector<Prompt> prompts;
    for (std::string line; std::getline(in, line);) prompts.push_back(prompt_of(json::parse(line).as_object()));
    return prompts;
}

inline bool same_input(const json::value& expected, const json::value& given);

// What an input leaves out, says null or says false means the same.
inline bool says_nothing(const json::value* value) {
    return value == nullptr || value->is_null() || (value->is_bool() && !value->get_bool());
}

inline bool same_members(const json::object& expected, const json::object& given) {
    for (const auto& [name, value] : given)
        if (!says_nothing(&value) && !expected.contains(name)) return false;
    for (const auto& [name, value] : expected) {
        const auto* other = given.if_contains(name);
        if (says_nothing(&value) ? !says_nothing(other) : other == nullptr || !same_input(value, *other)) return false;
    }
    return true;
}

inline bool same_items(const json::array& expected, const json::array& given) {
    if (expected.size() != given.size()) return false;
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (!same_input(expected[i], given[i])) return false;
    return true;
}

// A number may be given as text: 5 is "5".
inline bool same_input(const json::value& expected, const json::value& given) {
    if (expected.is_object() && given.is_object()) return same_members(expected.get_object(), given.get_object());
    if (expected.is_array() && given.is_array()) return same_items(expected.get_array(), given.get_array());
    if (expected.is_string() && given.is_number()) return expected.get_string() == json::serialize(given);
    if (expected.is_number() && given.is_string()) return json::serialize(expected) == given.get_string();
    return reasoning::canonical(expected) == reasoning::canonical(given);
}

// White space says nothing in an expression, nor do the commas of "1,234".
inline std::string plain_expression(std::string_view text) {
    const auto digit = [text](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool thousands = text[at] == ',' && at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2) &&
                               digit(at + 3) && !digit(at + 4);
        if (!thousands && !std::string_view(" \t\n").contains(text[at])) out.push_back(text[at]);
    }
    return out;
}

inline json::object plain_input(json::object input) {
    if (auto* expression = input.if_contains("expression"); expression != nullptr && expression->is_string())
        *expression = plain_expression(expression->get_string());
    return input;
}

inline bool is_right(const ExpectedCall& expected, const Call& call) {
    if (expected.tool != call.tool) return false;
    if (reasoning::canonical(expected.output) != reasoning::canonical(call.output)) return false;
    const bool sum = call.tool == "calculator";
    return std::any_of(expected.inputs.begin(), expected.inputs.end(), [&](const json::object& input) {
        return sum ? same_input(plain_input(input), plain_input(call.input)) : same_input(input, call.input);
    });
}

inline bool is_right(const Prompt& prompt, const std::vector<Call>& calls) {
    return std::equal(prompt.calls.begin(), prompt.calls.end(), calls.begin(), calls.end(),
                      [](const ExpectedCall& expected, const Call& call) { return is_right(expected, call); });
}

class Asker {
public:
    Asker() : tools_(tools::Registry::builtin()), pool_("tools", 1, 100) {
        std::vector<std::unique_ptr<reasoning::Model>> models;
        models.push_back(models::make_builtin(tools_, &pool_));
        engine_ = nodes::make_engine(tools_, pool_, {}, std::move(models));
    }

    // The calls of the last turn's answer.
    std::vector<Call> ask(const Prompt& prompt) {
        std::vector<reasoning::Turn> history;
        std::vector<Call> calls;
        std::vector<Call> earlier;  // of the nearest answer that has some
        for (const auto& turn : prompt.turns) {
            Listener listener;
            reasoning::Question question{.history = history, .prompt = turn};
            hand_over(question, earlier);
            run_blocking(engine_->answer(std::move(question), listener, {}));
            calls = calls_of(listener.kept);
            if (!calls.empty()) earlier = calls;
            history.push_back({reasoning::Role::user, turn});
            history.push_back({reasoning::Role::assistant, listener.text});
        }
        return calls;
    }

private:
    class Listener final : public reasoning::AnswerSink {
    public:
        Task<> delta(std::string content, std::string) override {
            text += content;
            co_return;
        }
        Task<> step(reasoning::Step) override { co_return; }
        void trace(reasoning::Trace&& trace) override { kept = std::move(trace); }

        std::string text;
        reasoning::Trace kept;
    };

    // As the chat does from the recorded trace.
    static void hand_over(reasoning::Question& question, const std::vector<Call>& earlier) {
        for (const auto& call : earlier)
            if (!call.output.is_null()) question.earlier.push_back({call.tool, call.input, call.output});
    }

    static std::vector<Call> calls_of(reasoning::Trace& trace) {
        std::vector<Call> calls;
        for (auto& node : trace.nodes)
            if (node.kind == reasoning::NodeKind::tool)
                calls.push_back({node.tool.value_or(""), node.input.value_or(json::object()).as_object(),
                                 node.output.value_or(nullptr)});
        return calls;
    }

    tools::Registry tools_;
    Pool pool_;
    std::unique_ptr<reasoning::Engine> engine_;
};

struct Score {
    std::size_t right = 0;
    std::size_t asked = 0;

    void count(bool is_right) {
        right += is_right ? 1 : 0;
        ++asked;
    }
    [[nodiscard]] bool reaches(std::size_t percent) const { return right * 100 >= asked * percent; }
};

struct Failed {
    Prompt prompt;
    std::vector<Call> calls;
};

struct Evaluation {
    std::map<std::string, Score> categories;
    Score total;
    std::vector<Failed> failures;
};

inline constexpr std::size_t least_tuned = 95;  // percent
inline constexpr std::size_t least_held_back = 85;

inline Evaluation evaluate(Asker& asker, const std::vector<Prompt>& prompts) {
    Evaluation evaluation;
    for (const auto& prompt : prompts) {
        auto calls = asker.ask(prompt);
        const bool right = is_right(prompt, calls);
        evaluation.categories[prompt.category].count(right);
        evaluation.total.count(right);
        if (!right) evaluation.failures.push_back({prompt, std::move(calls)});
    }
    return evaluation;
}

}  // namespace rustygpt::app
