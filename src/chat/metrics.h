#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "chat/message.h"
#include "telemetry/exposition.h"

namespace rustygpt::chat {

// The answers of each model, counted. Thread-safe.
class AnswerMetrics {
public:
    // models: those that may be asked. What any other one does, removed from the configuration since, is "other"'s.
    explicit AnswerMetrics(std::vector<std::string> models);

    // One model's.
    struct Model {
        metrics::Gauge waiting{};
        metrics::Gauge running{};
        metrics::Durations first_token{};
        std::array<metrics::Counter, 6> ended{};  // by Status
        metrics::Counter prompt_tokens{};
        metrics::Counter completion_tokens{};
    };
    [[nodiscard]] Model& of(const Message& answer);
    // The answer is finished and stored.
    void ended(const Message& answer);

    void write(metrics::Page& page) const;

private:
    std::vector<std::string> names_;  // the last is "other"
    std::vector<Model> models_;  // as names_
};

}  // namespace rustygpt::chat
