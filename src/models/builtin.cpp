#include "models/builtin.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"
#include "models/follow_ups.h"
#include "models/intents.h"
#include "models/search_requests.h"
#include "models/small_talk.h"

namespace rustygpt::models {
namespace {

using namespace reasoning;

constexpr std::size_t most_calls = 32;
constexpr std::size_t most_searched = 1'000;  // bytes of a question to the documents
constexpr std::size_t most_follow_ups = 64;   // stretches of a prompt that are held against earlier results
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

// Finds the call that each stretch of one prompt asks for: by itself, else as it goes on with earlier results.
class Matching {
public:
    // All of them outlive it. Of no use once stopped.
    Matching(const tools::Registry& tools, const ModelRequest& request, const std::stop_token& stop)
        : tools_(tools), request_(request), prompt_(request.messages.back().content), stop_(stop) {}

    std::optional<ToolCall> operator()(std::string_view text) {
        if (stop_.stop_requested()) return std::nullopt;
        auto call = leans_on_earlier(text) ? going_on(text) : std::nullopt;
        if (!call) call = by_itself(text);
        if (!call) call = going_on(text);
        if (!call) return std::nullopt;
        call->intent = shown(text);
        answered_ = place_of(text) + text.size();
        return call;
    }

private:
    [[nodiscard]] std::optional<ToolCall> by_itself(std::string_view text) const {
        std::optional<ToolCall> best;
        double confidence = 0;
        for (const auto& tool : tools_.all()) {
            if (!request_.tools.allows(tool->info().name)) continue;
            auto match = tool->match(text);
            if (!match || match->confidence <= confidence) continue;
            confidence = match->confidence;
            best = ToolCall{tool->info().name, std::move(match->input), {}};
        }
        return best;
    }

    // What follows words that were not understood may go on with those: "Ada has 3 apples and 4 pears, times 2".
    std::optional<ToolCall> going_on(std::string_view text) {
        if (request_.earlier.empty() || followed_ == most_follow_ups) return std::nullopt;
        if (!is_courtesy(prompt_.substr(answered_, place_of(text) - answered_))) return std::nullopt;
        ++followed_;
        return follow_up(text, request_.earlier, tools_, request_.tools, answered_ == 0);
    }

    [[nodiscard]] std::size_t place_of(std::string_view text) const {
        return static_cast<std::size_t>(text.data() - prompt_.data());
    }

    const tools::Registry& tools_;
    const ModelRequest& request_;
    std::string_view prompt_;
    const std::stop_token& stop_;
    std::size_t answered_ = 0;  // bytes of the prompt, up to the end of the last call
    std::size_t followed_ = 0;
};

class Builtin final : public Model {
public:
    Builtin(const tools::Registry& tools, Pool* pool) : tools_(tools), pool_(pool) {}

    [[nodiscard]] std::string_view id() const override { return "builtin"; }
    [[nodiscard]] std::size_t history_bytes() const override { return 0; }
    [[nodiscard]] bool follows_up() const override { return true; }
    [[nodiscard]] bool deterministic() const override { return true; }
    // What it plans depends on every tool's matcher: its version is the program's, and counts on where one and the same
    // version of the program came to plan otherwise.
    [[nodiscard]] std::string version() const override { return RUSTYGPT_VERSION "+2"; }

    Task<ModelTurn> call(ModelRequest request, std::stop_token stop) override {
        if (pool_ == nullptr) co_return plan(request, stop);
        auto work = [this, request = std::move(request), stop] { return plan(request, stop); };
        co_return co_await pool_->run(std::move(work), Pool::Queue::bounded_elsewhere);  // by the answers at once
    }

private:
    // Of no use where it was stopped.
    [[nodiscard]] ModelTurn plan(const ModelRequest& request, const std::stop_token& stop) const {
        const std::string_view prompt = request.messages.back().content;
        const auto& choice = request.tools;
        const bool documents = request.documents;
        ModelTurn turn;
        auto intents = intents_of(prompt, Matching(tools_, request, stop));
        std::erase_if(intents, [](const Intent& intent) { return !intent.call && is_courtesy(intent.text); });
        const auto calls =
            std::count_if(intents.begin(), intents.end(), [](const Intent& intent) { return intent.call.has_value(); });
        if (calls == 0) {
            auto talk = small_talk(prompt, tools_, choice);
            if (talk) turn.parts.push_back(about_itself(std::move(*talk)));
            else if (asks_to_search(prompt, documents)) turn.parts.push_back(search_for(prompt));
            else turn.parts.push_back(about_itself(help(prompt, tools_, choice)));
            turn.reasoning = reasoning_of(turn);
            return turn;
        }
        for (auto& intent : intents) add(turn, std::move(intent), documents);
        turn.reasoning = reasoning_of(turn);
        return turn;
    }

    static Part about_itself(std::string text) {
        Part part{.text = std::move(text)};
        part.about_itself = true;
        return part;
    }

    static Part search_for(std::string_view text) {
        return {.text = {}, .call = {}, .search = std::string(utf8::prefix(text, most_searched))};
    }

    static void add(ModelTurn& turn, Intent intent, bool documents) {
        if (turn.parts.size() == most_calls) {
            turn.parts.push_back(about_itself(
                fmt::format("That is more than {} questions in one prompt; I left the rest out.", most_calls)));
        } else if (turn.parts.size() < most_calls) {
            if (intent.call) turn.parts.push_back({.text = {}, .call = std::move(intent.call)});
            else if (asks_to_search(intent.text, documents)) turn.parts.push_back(search_for(intent.text));
            else
                turn.parts.push_back(
                    about_itself(fmt::format("I have no tool for \u201c{}\u201d.", shown(intent.text))));
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
