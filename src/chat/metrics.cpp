#include "chat/metrics.h"

#include <algorithm>

namespace rustygpt::chat {
namespace {

constexpr std::array final_statuses{Status::completed, Status::cancelled, Status::interrupted, Status::failed};

std::vector<std::string> with_other(std::vector<std::string> models) {
    models.emplace_back("other");
    return models;
}

}  // namespace

AnswerMetrics::AnswerMetrics(std::vector<std::string> models)
    : names_(with_other(std::move(models))), models_(names_.size()) {}

AnswerMetrics::Model& AnswerMetrics::of(const Message& answer) {
    const auto found = std::ranges::find(names_, answer.model.value_or(""));
    return models_[std::min(static_cast<std::size_t>(found - names_.begin()), models_.size() - 1)];
}

void AnswerMetrics::ended(const Message& answer) {
    auto& model = of(answer);
    model.ended[static_cast<std::size_t>(answer.status)].add();
    model.prompt_tokens.add(static_cast<std::uint64_t>(answer.usage.prompt_tokens));
    model.completion_tokens.add(static_cast<std::uint64_t>(answer.usage.completion_tokens));
}

void AnswerMetrics::write(metrics::Page& page) const {
    const auto each = [&](const auto& visit) {
        for (std::size_t i = 0; i < names_.size(); ++i) visit(std::string_view(names_[i]), models_[i]);
    };
    page.gauge("rustygpt_queue_depth", "Answers that wait for their model.");
    each([&](auto name, const Model& model) { page.sample({{"model", name}}, model.waiting.value()); });
    page.gauge("rustygpt_answers_running", "Answers that are being made.");
    each([&](auto name, const Model& model) { page.sample({{"model", name}}, model.running.value()); });
    page.counter("rustygpt_answers_total", "Answers that ended, by how.");
    each([&](auto name, const Model& model) {
        for (const auto status : final_statuses)
            page.sample({{"model", name}, {"status", boost::describe::enum_to_string(status, "")}},
                        model.ended[static_cast<std::size_t>(status)].value());
    });
    page.counter("rustygpt_tokens_total", "Tokens of prompts and of answers.");
    each([&](auto name, const Model& model) {
        page.sample({{"model", name}, {"kind", "prompt"}}, model.prompt_tokens.value());
        page.sample({{"model", name}, {"kind", "completion"}}, model.completion_tokens.value());
    });
    page.durations(
        "rustygpt_time_to_first_token_seconds",
        "Time from a prompt's acceptance until the first piece of its answer was durable, waiting included.");
    each([&](auto name, const Model& model) {
        metrics::Durations::Sum sum;
        page.sample({{"model", name}}, sum += model.first_token);
    });
}

}  // namespace rustygpt::chat
