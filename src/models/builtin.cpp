#include "models/builtin.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"
#include "models/intents.h"
#include "models/search_requests.h"
#include "models/small_talk.h"

namespace rustygpt::models {
namespace {

using namespace reasoning;

constexpr std::size_t most_calls = 32;
constexpr std::size_t most_searched = 1'000;  // bytes of a question to the documents
constexpr std::size_t most_shown = 200;  // bytes of a prompt's words in an answer or a label

// The prompt's words on one line, without what Markdown would read as its own.
std::string shown(std::string_view words) {
    const auto cut = utf8::prefix(words, most_shown);
    std::string out(cut);
    for (char& c : out)
        if (c == '\n' || c == '\r' || c == '\t' || c == '`' || c == '*' || c == '<') c = ' ';
    while (!out.empty() && std::string_view(" ?.!,").contains(out.back())) out.pop_back();
    if (cut.size() < words.size()) out += "\u2026";
    return out;
}

class Builtin final : public Model {
public:
    Builtin(const tools::Registry& tools, Pool* pool) : tools_(tools), pool_(pool) {}

    [[nodiscard]] std::string_view id() const override { return "builtin"; }
    [[nodiscard]] std::size_t history_bytes() const override { return 0; }
    [[nodiscard]] bool deterministic() const override { return true; }
    // What it plans depends on every tool's matcher: its version is the program's.
    [[nodiscard]] std::string version() const override { return RUSTYGPT_VERSION; }

    Task<ModelTurn> call(ModelRequest request, std::stop_token stop) override {
        if (pool_ == nullptr) co_return plan(request, stop);
        auto work = [this, request = std::move(request), stop] { return plan(request, stop); };
        co_return co_await pool_->run(std::move(work));
    }

private:
    [[nodiscard]] std::optional<ToolCall> match(std::string_view text, const ToolChoice& choice) const {
        std::optional<ToolCall> best;
        double confidence = 0;
        for (const auto& tool : tools_.all()) {
            if (!allows(choice, tool->info().name)) continue;
            auto match = tool->match(text);
            if (!match || match->confidence <= confidence) continue;
            confidence = match->confidence;
            best = ToolCall{tool->info().name, std::move(match->input), shown(text)};
        }
        return best;
    }

    // Of no use where it was stopped.
    [[nodiscard]] ModelTurn plan(const ModelRequest& request, const std::stop_token& stop) const {
        const std::string_view prompt = request.messages.back().content;
        const auto& choice = request.tools;
        const bool documents = request.documents;
        ModelTurn turn;
        auto intents = intents_of(
            prompt, [&](std::string_view text) { return stop.stop_requested() ? std::nullopt : match(text, choice); });
        std::erase_if(intents, [](const Intent& intent) { return !intent.call && is_courtesy(intent.text); });
        const auto calls =
            std::count_if(intents.begin(), intents.end(), [](const Intent& intent) { return intent.call.has_value(); });
        if (calls == 0) {
            auto talk = small_talk(prompt, tools_, choice);
            if (talk) turn.parts.push_back({.text = std::move(*talk)});
            else if (asks_to_search(prompt, documents)) turn.parts.push_back(search_for(prompt));
            else turn.parts.push_back({.text = help(tools_, choice)});
            turn.reasoning = reasoning_of(turn);
            return turn;
        }
        for (auto& intent : intents) add(turn, std::move(intent), documents);
        turn.reasoning = reasoning_of(turn);
        return turn;
    }

    static Part search_for(std::string_view text) {
        return {.text = {}, .call = {}, .search = std::string(utf8::prefix(text, most_searched))};
    }

    static void add(ModelTurn& turn, Intent intent, bool documents) {
        if (turn.parts.size() == most_calls) {
            turn.parts.push_back(
                {.text =
                     fmt::format("That is more than {} questions in one prompt; I left the rest out.", most_calls)});
        } else if (turn.parts.size() < most_calls) {
            if (intent.call) turn.parts.push_back({.text = {}, .call = std::move(intent.call)});
            else if (asks_to_search(intent.text, documents)) turn.parts.push_back(search_for(intent.text));
            else turn.parts.push_back({.text = fmt::format("I have no tool for \u201c{}\u201d.", shown(intent.text))});
        }
    }

    static std::string reasoning_of(const ModelTurn& turn) {
        std::string plan = "Plan:";
        const auto next = [&](std::string_view step) { (plan += plan.ends_with(':') ? " " : ", ") += step; };
        for (const auto& part : turn.parts) {
            if (part.call) next(part.call->tool);
            else if (part.search) next("search");
        }
        return plan.ends_with(':') ? "" : plan;
    }

    const tools::Registry& tools_;
    Pool* pool_;
};

}  // namespace

std::unique_ptr<Model> make_builtin(const tools::Registry& tools, Pool* pool) {
    return std::make_unique<Builtin>(tools, pool);
}

}  // namespace rustygpt::models
