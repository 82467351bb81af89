#pragma once

// For tests: answers on a real io_context and a real pool, by a scripted model with tools that can be held.

#include <condition_variable>
#include <functional>
#include <mutex>

#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include "base/failure.h"
#include "base/run_blocking.h"
#include "nodes/engine.h"
#include "reasoning/trace.h"

namespace rustygpt::nodes {

using namespace reasoning;
namespace json = boost::json;

// Keeps what it is given, and sees to it that no two calls overlap.
class Recorder final : public AnswerSink {
public:
    Task<> delta(std::string content, std::string reasoning) override {
        co_await enter();
        text += content;
        thoughts += reasoning;
        deltas.push_back(std::move(content));
        if (at_delta) at_delta();
        inside_ = false;
    }
    Task<> step(Step step) override {
        co_await enter();
        steps.push_back(std::move(step));
        if (at_step) at_step(steps.back());
        inside_ = false;
    }
    void trace(Trace&& trace) override {
        EXPECT_FALSE(traced) << "told twice";
        traced = std::move(trace);
    }

    [[nodiscard]] std::vector<Step> of(NodeKind kind, NodeStatus status) const {
        std::vector<Step> found;
        for (const auto& step : steps)
            if (step.kind == kind && step.status == status) found.push_back(step);
        return found;
    }

    std::string text;
    std::string thoughts;
    std::vector<std::string> deltas;
    std::vector<Step> steps;
    std::optional<Trace> traced;
    std::function<void()> at_delta;
    std::function<void(const Step&)> at_step;

private:
    Task<> enter() {
        EXPECT_FALSE(inside_);
        inside_ = true;
        const auto executor = co_await asio::this_coro::executor;
        co_await asio::post(executor, use_task);  // others may run here
    }

    bool inside_ = false;
};

// Says what it is asked to say.
class Echo : public tools::Tool {
public:
    explicit Echo(std::string name, std::string version = "1.0.0") {
        info_.name = std::move(name), info_.version = std::move(version);
    }
    [[nodiscard]] const tools::Info& info() const override { return info_; }
    [[nodiscard]] tools::ToolResult invoke(const json::object& input, std::stop_token) const override {
        if (const auto* error = input.if_contains("error"))
            return std::unexpected(tools::ToolError{.message = std::string(error->as_string())});
        return input.at("say");
    }
    [[nodiscard]] std::optional<tools::Match> match(std::string_view) const override { return std::nullopt; }
    [[nodiscard]] std::string explain(const json::object&, const json::value& output) const override {
        return std::string(output.as_string());
    }

private:
    tools::Info info_;
};

// Returns once `wanted` calls are inside at the same time, or when it is stopped.
class Meeting final : public Echo {
public:
    explicit Meeting(int wanted) : Echo("meeting"), wanted_(wanted) {}
    [[nodiscard]] tools::ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        std::unique_lock lock(mutex_);
        ++inside_;
        wake_.notify_all();
        if (!wake_.wait(lock, stop, [this] { return inside_ >= wanted_; }))
            return std::unexpected(
                tools::ToolError{.kind = tools::ToolError::Kind::cancelled, .message = "It was cancelled."});
        return Echo::invoke(input, stop);
    }
    void wait_until_inside(int count) const {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return inside_ >= count; });
    }

private:
    int wanted_;
    mutable std::mutex mutex_;
    mutable std::condition_variable_any wake_;
    mutable int inside_ = 0;
};

class Scripted final : public Model {
public:
    explicit Scripted(ModelTurn turn) : turn_(std::move(turn)) {}
    [[nodiscard]] std::string_view id() const override { return "scripted"; }
    [[nodiscard]] std::size_t history_bytes() const override { return 1'000; }
    [[nodiscard]] bool follows_up() const override { return true; }
    [[nodiscard]] bool deterministic() const override { return true; }
    Task<ModelTurn> call(ModelRequest request, std::stop_token) override {
        if (request.messages.back().content == "fail")
            throw Failure(Failure::Kind::upstream_failed, "The model is away.");
        co_return turn_;
    }

private:
    ModelTurn turn_;
};

inline Part says(std::string text) { return {.text = std::move(text)}; }
inline Part says_about_itself(std::string text) {
    auto part = says(std::move(text));
    part.about_itself = true;
    return part;
}
inline Part calls(std::string tool, std::string say) {
    return {.text = {}, .call = ToolCall{std::move(tool), {{"say", say}}, say}};
}
inline Part fails(std::string error) { return {.text = {}, .call = ToolCall{"echo", {{"error", error}}, "that"}}; }

struct Told {
    Recorder sink;
    Ending ending;
    std::exception_ptr thrown;
};

// Tools beside the usual ones, and the version of echo.
struct Tools {
    std::unique_ptr<tools::Tool> extra;
    std::string echo_version = "1.0.0";
};

struct Bench {
    explicit Bench(std::vector<Part> parts, unsigned threads = 2, Limits limits_ = {}, Tools tools = {})
        : turn{.parts = std::move(parts), .reasoning = "thinking"},
          limits(limits_),
          registry(registry_of(std::move(tools))),
          pool("test", threads, 100) {
        engine = make_engine(registry, pool, limits, models());
    }

    [[nodiscard]] std::vector<std::unique_ptr<Model>> models() const {
        std::vector<std::unique_ptr<Model>> all;
        all.push_back(std::make_unique<Scripted>(turn));
        return all;
    }

    void answer(Told& run, Question question = {}, std::stop_token stop = {}) {
        if (question.prompt.empty()) question.prompt = "go on";
        try {
            run.ending = run_blocking(engine->answer(std::move(question), run.sink, std::move(stop)));
        } catch (...) {
            run.thrown = std::current_exception();
        }
    }

    ModelTurn turn;
    Limits limits;
    const Meeting* meeting = nullptr;
    tools::Registry registry;
    Pool pool;
    std::unique_ptr<Engine> engine;

private:
    tools::Registry registry_of(Tools tools) {
        std::vector<std::unique_ptr<tools::Tool>> all;
        all.push_back(std::make_unique<Echo>("echo", std::move(tools.echo_version)));
        auto held = std::make_unique<Meeting>(3);
        meeting = held.get();
        all.push_back(std::move(held));
        if (tools.extra) all.push_back(std::move(tools.extra));
        return tools::Registry(std::move(all));
    }
};

}  // namespace rustygpt::nodes
