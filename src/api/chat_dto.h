#pragma once

// What clients send to the chat routes.

#include <optional>

#include "base/dto.h"
#include "base/title.h"
#include "chat/store.h"
#include "chat/tool_choice.h"

namespace rustygpt::api {

using PromptText = dto::Text<1, 65'536>;
using ModelName = dto::Text<1, 128>;

// Whole numbers that every JSON reader keeps exactly (RFC 8259 section 6).
using Seed = dto::Integer<-9'007'199'254'740'991, 9'007'199'254'740'991>;

struct GenerationParameters {
    std::optional<dto::Ranged<double, 0.0, 2.0>> temperature;
    std::optional<dto::Ranged<double, 0.0, 1.0>> top_p;
    std::optional<dto::Integer<1, 1'000'000>> max_tokens;
    std::optional<Seed> seed;
    std::optional<dto::List<dto::Text<1, 256>, 16>> stop;
};
BOOST_DESCRIBE_STRUCT(GenerationParameters, (), (temperature, top_p, max_tokens, seed, stop))

struct SubmitPrompt {
    PromptText prompt;
    std::optional<Id> conversation_id;
    std::optional<Id> parent_id;
    std::optional<Id> edits;
    std::optional<Title> title;
    std::optional<ModelName> model;
    std::optional<reasoning::ToolChoice> tools;
    std::optional<GenerationParameters> parameters;
};
BOOST_DESCRIBE_STRUCT(SubmitPrompt, (), (prompt, conversation_id, parent_id, edits, title, model, tools, parameters))

struct Reply {
    PromptText prompt;
    std::optional<Id> parent_id;
    std::optional<Id> edits;
    std::optional<ModelName> model;
    std::optional<reasoning::ToolChoice> tools;
    std::optional<GenerationParameters> parameters;
};
BOOST_DESCRIBE_STRUCT(Reply, (), (prompt, parent_id, edits, model, tools, parameters))

struct Regenerate {
    std::optional<ModelName> model;
    std::optional<reasoning::ToolChoice> tools;
    std::optional<GenerationParameters> parameters;
};
BOOST_DESCRIBE_STRUCT(Regenerate, (), (model, tools, parameters))

struct ChangeConversation {
    dto::Patch<Title> title;
    dto::Patch<bool> archived;
};
BOOST_DESCRIBE_STRUCT(ChangeConversation, (), (title, archived))

// With the defaults filled in.
chat::Parameters complete(const std::optional<GenerationParameters>& asked);
// Throws Failure{validation_failed} where there is nothing but white space.
void require_words(const std::string& text, std::string_view path);

}  // namespace rustygpt::api
