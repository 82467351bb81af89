#include "api/chat_dto.h"

#include "base/plain_text.h"
#include "base/utf8.h"

namespace rustygpt::api {

chat::Parameters complete(const std::optional<GenerationParameters>& asked) {
    chat::Parameters out;
    if (!asked) return out;
    if (asked->temperature) out.temperature = asked->temperature->value;
    if (asked->top_p) out.top_p = asked->top_p->value;
    if (asked->max_tokens) out.max_tokens = asked->max_tokens->value;
    if (asked->seed) out.seed = asked->seed->value;
    if (asked->stop)
        // As answers are kept, so that it can be found in one.
        for (const auto& text : asked->stop->items) out.stop.push_back(plain_text(text.value));
    return out;
}

void require_words(const std::string& text, std::string_view path) {
    if (utf8::blank(text)) throw Failure::invalid("body", path, "must not be only white space");
}

}  // namespace rustygpt::api
