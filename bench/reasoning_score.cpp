// How many of the prompts of bench/reasoning the built-in model answers with the right tool calls: the whole engine, in
// this process.
//
//   bench_reasoning_score FOLDER [--tuned] [--json] [--failures] [--held-back-failures]
//
// Prints a table of right and asked by category, then each wrong prompt of the tuned part where asked; those held back
// are for the last score, not for tuning: with --tuned they are not asked at all, and their words are told only where
// that is said. Exit code 1 where a target is not met.

#include <cstdio>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "app/evaluation_test.h"
#include "base/crypto.h"

namespace {

using namespace rustygpt;
using namespace rustygpt::app;

struct Part {
    std::string name;
    std::size_t least;  // percent
    Evaluation evaluation;
};

std::string share(const Score& score) {
    const auto percent = 100.0 * static_cast<double>(score.right) / static_cast<double>(score.asked);
    return fmt::format("{} of {} ({:.1f} %)", score.right, score.asked, percent);
}

void print_row(std::string_view name, const std::vector<Part>& parts, auto score_of) {
    fmt::print("| {} |", name);
    for (const auto& part : parts) fmt::print(" {} |", share(score_of(part.evaluation)));
    fmt::print("\n");
}

void print_table(const std::vector<Part>& parts) {
    fmt::print("| category |");
    for (const auto& part : parts) fmt::print(" {} |", part.name);
    fmt::print("\n|---|{}\n", parts.size() > 1 ? "---|---|" : "---|");
    for (const auto& [category, _] : parts.front().evaluation.categories)
        print_row(category, parts, [&](const Evaluation& one) { return one.categories.at(category); });
    print_row("all", parts, [](const Evaluation& one) { return one.total; });
}

void print_json(const std::vector<Part>& parts) {
    json::object out;
    for (const auto& part : parts) {
        json::object categories;
        for (const auto& [category, score] : part.evaluation.categories)
            categories[category] = {{"right", score.right}, {"asked", score.asked}};
        out[part.name] = {{"categories", std::move(categories)},
                          {"right", part.evaluation.total.right},
                          {"asked", part.evaluation.total.asked},
                          {"least_percent", part.least}};
    }
    fmt::print("{}\n", json::serialize(out));
}

void print_failures(const std::vector<Failed>& failures) {
    for (const auto& [prompt, calls] : failures) {
        fmt::print("\n{}\n", prompt.id);
        for (const auto& turn : prompt.turns) fmt::print("  asked    {}\n", json::serialize(json::value(turn)));
        for (const auto& call : prompt.calls)
            fmt::print("  expected {} {}\n", call.tool, json::serialize(call.inputs.front()));
        for (const auto& call : calls)
            fmt::print("  got      {} {} {}\n", call.tool, json::serialize(call.input), json::serialize(call.output));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    crypto_init();
    const std::filesystem::path folder = argv[1];
    const std::set<std::string_view> options(argv + 2, argv + argc);
    Asker asker;
    std::vector<Part> parts;
    parts.push_back({"tuned", least_tuned, evaluate(asker, prompts_in(folder / "tuned.jsonl"))});
    if (!options.contains("--tuned"))
        parts.push_back({"held back", least_held_back, evaluate(asker, prompts_in(folder / "held_back.jsonl"))});
    options.contains("--json") ? print_json(parts) : print_table(parts);
    if (options.contains("--failures")) print_failures(parts.front().evaluation.failures);
    if (options.contains("--held-back-failures")) print_failures(parts.back().evaluation.failures);
    const auto met = [](const Part& part) { return part.evaluation.total.reaches(part.least); };
    return std::all_of(parts.begin(), parts.end(), met) ? 0 : 1;
}
