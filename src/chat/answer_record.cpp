#include "chat/answer_record.h"

#include <cmath>

#include "base/json.h"
#include "telemetry/log.h"

namespace rustygpt::chat {

void write_record(const Assignment& assignment) {
    if (!log::enabled(log::Level::info)) return;
    const auto& answer = assignment.answer;
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - assignment.accepted_at;
    json::value error;
    if (answer.error) error = answer.error->code;
    log::write(log::Level::info, "answer", assignment.trace_id,
               {{"message_id", answer.id.text()},
                {"user_id", assignment.user_id.text()},
                {"model", answer.model.value_or("")},
                {"status", boost::describe::enum_to_string(answer.status, "")},
                {"duration_ms", std::round(took.count() * 1000) / 1000},
                {"prompt_tokens", answer.usage.prompt_tokens},
                {"completion_tokens", answer.usage.completion_tokens},
                {"error", std::move(error)}});
}

}  // namespace rustygpt::chat
