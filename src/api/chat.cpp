#include "api/chat.h"

#include "api/acceptance.h"
#include "api/chat_dto.h"
#include "api/examples.h"

namespace rustygpt::api {
namespace {

using Kind = Failure::Kind;

const std::vector<http::Parameter>& prompt_headers() {
    static const std::vector<http::Parameter> headers{
        {"Prefer",
         "header",
         "wait=N holds the response until the answer ended, for N seconds at most (60).",
         {{"type", "string"}},
         "wait=30"},
        {"Idempotency-Key",
         "header",
         "Makes a retry within 24 hours refer to the same answer.",
         {{"type", "string"}, {"minLength", 1}, {"maxLength", 255}},
         "7f0c1d9e-first-try"}};
    return headers;
}

std::vector<http::Reply> prompt_replies(http::Routes& routes) {
    const std::vector<std::string> headers{"Location", "Idempotency-Replayed", "Preference-Applied"};
    auto finished = examples::receipt();
    finished.as_object()["status"] = "completed";
    finished.as_object()["message"] = examples::message();
    return {{.status = 202,
             .description = "Prompt and pending answer are durable.",
             .schema = routes.response<chat::Receipt>(),
             .example = examples::receipt(),
             .headers = headers},
            {.status = 200,
             .description = "The answer has ended (Prefer: wait), or is streamed (Accept: text/event-stream).",
             .schema = routes.response<chat::Receipt>(),
             .example = std::move(finished),
             .headers = headers}};
}

chat::AnswerOptions options_of(const ChatServices& services, const std::optional<ModelName>& model,
                               const std::optional<reasoning::ToolChoice>& tools,
                               const std::optional<GenerationParameters>& parameters) {
    return {.model = model ? model->value : services.default_model,
            .tools = tools.value_or(reasoning::ToolChoice{}),
            .parameters = complete(parameters)};
}

void require_tools(const ChatServices& services, const reasoning::ToolChoice& choice) {
    dto::Problems problems;
    for (std::size_t i = 0; i < choice.names.size(); ++i)
        if (services.tools.find(choice.names[i]) == nullptr)
            problems.add("/tools/" + std::to_string(i), "is not a known tool");
    problems.throw_if_any();
}

chat::NewPrompt new_prompt(const http::Call& call, const ChatServices& services, SubmitPrompt body) {
    require_words(body.prompt.value, "/prompt");
    if (body.title && body.conversation_id)
        throw Failure::invalid("body", "/title", "is for a new conversation; change a title with PATCH");
    chat::NewPrompt prompt{.user_id = call.caller.user_id,
                           .caller = call.caller,
                           .conversation_id = body.conversation_id,
                           .parent_id = body.parent_id,
                           .edits = body.edits,
                           .prompt = std::move(body.prompt.value),
                           .options = options_of(services, body.model, body.tools, body.parameters),
                           .retry = retry_key(call),
                           .trace_id = call.trace_id};
    if (body.title) prompt.title = std::move(body.title->text);
    require_tools(services, prompt.options.tools);
    return prompt;
}

void add_submit(http::Routes& routes, const ChatServices& services) {
    routes.add({
        .operation_id = "submitPrompt",
        .method = http::Method::post,
        .path = "/api/chat",
        .access = http::Access::session(http::Scope::chat, Role::member),
        .tag = "chat",
        .summary = "Submit a prompt",
        .description =
            "Begins a conversation, or a thread in one, and answers as soon as prompt and pending answer are durable. "
            "With Accept: text/event-stream the answer's own events follow in the response.",
        .parameters = prompt_headers(),
        .request_schema = routes.request<SubmitPrompt>(),
        .request_example = {{"prompt", "What is 17% of 2340?"}},
        .replies = prompt_replies(routes),
        .failures = {Kind::not_found, Kind::answer_in_progress, Kind::unknown_model, Kind::validation_failed,
                     Kind::idempotency_key_reused, Kind::storage_full},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto prompt = new_prompt(call, services, http::body_of<SubmitPrompt>(call));
            auto submission = co_await services.submit(std::move(prompt));
            co_return co_await accept_prompt(call, services, std::move(submission));
        },
    });
}

void add_reply(http::Routes& routes, const ChatServices& services) {
    routes.add({
        .operation_id = "replyInConversation",
        .method = http::Method::post,
        .path = "/api/conversations/:id/reply",
        .access = http::Access::session(http::Scope::chat, Role::member),
        .tag = "conversations",
        .summary = "Continue a conversation",
        .description = "Without parent_id the reply follows the message that was made last.",
        .parameters = prompt_headers(),
        .request_schema = routes.request<Reply>(),
        .request_example = {{"prompt", "And in kilometres?"}},
        .replies = prompt_replies(routes),
        .failures = {Kind::not_found, Kind::answer_in_progress, Kind::unknown_model, Kind::validation_failed,
                     Kind::idempotency_key_reused, Kind::storage_full},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto reply = http::body_of<Reply>(call);
            SubmitPrompt body{.prompt = std::move(reply.prompt),
                              .conversation_id = {},
                              .parent_id = reply.parent_id,
                              .edits = reply.edits,
                              .title = {},
                              .model = std::move(reply.model),
                              .tools = std::move(reply.tools),
                              .parameters = std::move(reply.parameters)};
            auto prompt = new_prompt(call, services, std::move(body));
            prompt.conversation_id = call.path_id();  // last: a bad body is told before an absent conversation
            prompt.reply = true;
            auto submission = co_await services.submit(std::move(prompt));
            co_return co_await accept_prompt(call, services, std::move(submission));
        },
    });
}

void add_regenerate(http::Routes& routes, const ChatServices& services) {
    routes.add({
        .operation_id = "regenerateAnswer",
        .method = http::Method::post,
        .path = "/api/messages/:id/regenerate",
        .access = http::Access::session(http::Scope::chat, Role::member),
        .tag = "messages",
        .summary = "Answer the same prompt again",
        .description = "Makes a sibling of the answer. What is left out is taken from the answer that is made again.",
        .parameters = prompt_headers(),
        .request_schema = routes.request<Regenerate>(),
        .request_example = {{"parameters", {{"seed", 7}}}},
        .body_optional = true,
        .replies = prompt_replies(routes),
        .failures = {Kind::not_found, Kind::answer_in_progress, Kind::unknown_model, Kind::validation_failed,
                     Kind::idempotency_key_reused, Kind::storage_full},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto body = call.body.empty() ? Regenerate{} : http::body_of<Regenerate>(call);
            if (body.tools) require_tools(services, *body.tools);
            chat::NewAnswer again{.user_id = call.caller.user_id,
                                  .caller = call.caller,
                                  .message_id = {},
                                  .model = {},
                                  .tools = std::move(body.tools),
                                  .parameters = {},
                                  .retry = retry_key(call),
                                  .trace_id = call.trace_id};
            if (body.model) again.model = std::move(body.model->value);
            if (body.parameters) again.parameters = complete(body.parameters);
            again.message_id = call.path_id();
            auto submission = co_await services.submit.again(std::move(again));
            co_return co_await accept_prompt(call, services, std::move(submission));
        },
    });
}

}  // namespace

void add_chat_routes(http::Routes& routes, const ChatServices& services) {
    add_submit(routes, services);
    add_reply(routes, services);
    add_regenerate(routes, services);
}

void add_message_routes(http::Routes& routes, const ChatServices& services) {
    routes.add({
        .operation_id = "getMessage",
        .method = http::Method::get,
        .path = "/api/messages/:id",
        .access = http::Access::session(http::Scope::read, Role::read_only),
        .tag = "messages",
        .summary = "Fetch a message",
        .replies = {{.status = 200,
                     .description = "The message as it is now.",
                     .schema = routes.response<chat::MessageWithCursor>(),
                     .example = examples::message_with_cursor()}},
        .failures = {Kind::not_found},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto message = co_await services.store.message(call.caller.user_id, call.path_id());
            co_return http::Response::json(dto::to_json(message));
        },
    });
    routes.add({
        .operation_id = "cancelAnswer",
        .method = http::Method::post,
        .path = "/api/messages/:id/cancel",
        .access = http::Access::session(http::Scope::chat, Role::member),
        .tag = "messages",
        .summary = "Stop an answer",
        .description = "The model stops soon and what it said stays. A finished answer is left as it is.",
        .replies = {{.status = 202,
                     .description = "The answer is being stopped.",
                     .schema = routes.response<chat::MessageWithCursor>(),
                     .example = examples::message_with_cursor()},
                    {.status = 200,
                     .description = "The answer had ended before.",
                     .schema = routes.response<chat::MessageWithCursor>(),
                     .example = examples::message_with_cursor()}},
        .failures = {Kind::not_found},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto message = co_await services.store.message(call.caller.user_id, call.path_id());
            const bool ended = chat::finished(message.status);
            if (!ended) services.answers.cancel(message.id);
            co_return http::Response::json(dto::to_json(message), ended ? 200 : 202);
        },
    });
}

}  // namespace rustygpt::api
