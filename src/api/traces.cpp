#include "api/traces.h"

#include "api/examples.h"

namespace rustygpt::api {
namespace {

using Kind = Failure::Kind;

// What the message and its prompt say, for the trace to agree with.
reasoning::Anchors anchors_of(chat::TracedAnswer& traced) {
    auto& answer = traced.answer;
    reasoning::Anchors anchors{.message_id = answer.id,
                               .model = answer.model.value_or(""),
                               .seed = answer.parameters.value_or(chat::Parameters{}).seed,
                               .prompt = std::move(traced.prompt),
                               .content = {}};
    if (answer.status == chat::Status::completed) anchors.content = std::move(answer.content);
    return anchors;
}

void add_get(http::Routes& routes, const TraceServices& services) {
    routes.add({
        .operation_id = "getTrace",
        .method = http::Method::get,
        .path = "/api/messages/:id/trace",
        .access = http::Access::session(http::Scope::read, Role::read_only),
        .tag = "messages",
        .summary = "See how an answer was made",
        .description = "The graph of the answer, stored in the commit that ended it: each step with what it was given, "
                       "what came of it, and their digests (SHA-256 over canonical JSON, RFC 8785). An answer that was "
                       "cancelled, failed or was interrupted has it as far as it came.",
        .replies = {{.status = 200,
                     .description = "The trace.",
                     .schema = routes.response<reasoning::Trace>(),
                     .example = examples::trace()}},
        .failures = {Kind::not_found, Kind::answer_in_progress},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto traced = co_await services.store.trace(call.caller.user_id, call.path_id());
            co_return http::Response::json(std::move(traced.trace.json));
        },
    });
}

void add_verify(http::Routes& routes, const TraceServices& services) {
    routes.add({
        .operation_id = "verifyTrace",
        .method = http::Method::post,
        .path = "/api/messages/:id/verify",
        .access = http::Access::session(http::Scope::read, Role::read_only),
        .tag = "messages",
        .summary = "Run an answer's deterministic steps again",
        .description =
            "Runs the graph again on its recorded inputs and compares. `verified` is false where something "
            "differs; null where it can't be told, with the reason: a language model's own words, a tool whose "
            "version has changed (drift), a step that was cancelled.",
        .replies = {{.status = 200,
                     .description = "What running it again has shown.",
                     .schema = routes.response<reasoning::Verification>(),
                     .example = examples::verification()}},
        .failures = {Kind::not_found, Kind::answer_in_progress, Kind::queue_full},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            auto traced = co_await services.store.trace(call.caller.user_id, call.path_id());
            auto anchors = anchors_of(traced);
            anchors.user_id = call.caller.user_id;
            const auto verification =
                co_await services.verifier.verify(std::move(traced.trace.json), std::move(anchors), services.stop);
            co_return http::Response::json(dto::to_json(verification));
        },
    });
}

}  // namespace

void add_trace_routes(http::Routes& routes, const TraceServices& services) {
    add_get(routes, services);
    add_verify(routes, services);
}

}  // namespace rustygpt::api
