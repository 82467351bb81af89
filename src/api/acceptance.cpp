#include "api/acceptance.h"

#include <algorithm>
#include <charconv>

#include "base/crypto.h"
#include "chat/waiting.h"

namespace rustygpt::api {
namespace {

constexpr std::chrono::seconds longest_wait{60};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool same_word(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, {},
                              [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}

// Calls visit with each trimmed element of a comma-separated header; ends early when visit returns true.
template <class Visit>
bool any_element(std::string_view header, Visit visit) {
    while (true) {
        const auto comma = header.find(',');
        if (visit(trimmed(header.substr(0, comma)))) return true;
        if (comma == header.npos) return false;
        header.remove_prefix(comma + 1);
    }
}

// A quality of zero among the parameters (RFC 9110 section 12.4.2): "q=0", "q=0.000".
bool refused(std::string_view parameters) {
    while (true) {
        const auto semicolon = parameters.find(';');
        const auto one = trimmed(parameters.substr(0, semicolon));
        if (one.size() > 2 && same_word(one.substr(0, 2), "q=")) return one.find_first_not_of("0.", 2) == one.npos;
        if (semicolon == parameters.npos) return false;
        parameters.remove_prefix(semicolon + 1);
    }
}

// A preference's value: parameters after it don't matter here, and a quoted word is the word (RFC 7240 section 2).
std::string_view preference_value(std::string_view text) {
    text = trimmed(text.substr(0, text.find(';')));
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    return text;
}

chat::Receipt receipt_of(const ChatServices& services, const chat::Submission& submission) {
    const auto& answer = submission.answer;
    chat::Receipt receipt{.conversation_id = answer.conversation_id,
                          .conversation_created = submission.conversation_created,
                          .root_id = answer.root_id,
                          .prompt_id = submission.prompt_id,
                          .message_id = answer.id,
                          .status = answer.status};
    receipt.stream_url = services.streaming.base_path +
                         "/api/chat/stream?conversation_id=" + answer.conversation_id.text() +
                         "&since=" + std::to_string(submission.before_row);
    if (chat::finished(answer.status)) receipt.message = answer;
    return receipt;
}

http::Response streamed(const http::Call& call, const ChatServices& services, const chat::Submission& submission) {
    stream::Subscription::Setup setup;
    setup.opening_type = "chat.accepted";
    setup.opening = stream::unlogged_frame(setup.opening_type, dto::to_json(receipt_of(services, submission)));
    setup.filter.conversation_id = submission.answer.conversation_id;
    setup.filter.message_id = submission.answer.id;
    setup.start = {.after = submission.before_row};
    setup.last = [](const stream::Event& event) {
        return event.type == "message.done" || event.type == "conversation.deleted";
    };
    return event_stream(call, services.streaming, std::move(setup));
}

}  // namespace

bool wants_events(const http::Call& call) {
    const auto accept = call.header("Accept");
    return accept && any_element(*accept, [](std::string_view range) {
               const auto semicolon = range.find(';');
               return same_word(trimmed(range.substr(0, semicolon)), "text/event-stream") &&
                      (semicolon == range.npos || !refused(range.substr(semicolon + 1)));
           });
}

std::optional<std::chrono::seconds> preferred_wait(const http::Call& call) {
    const auto prefer = call.header("Prefer");
    std::optional<std::chrono::seconds> wait;
    if (!prefer) return wait;
    any_element(*prefer, [&](std::string_view preference) {
        const auto equals = preference.find('=');
        if (equals == preference.npos || !same_word(trimmed(preference.substr(0, equals)), "wait")) return false;
        const auto text = preference_value(preference.substr(equals + 1));
        unsigned value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (text.empty() || end != text.data() + text.size()) return false;
        if (error == std::errc::result_out_of_range) wait = longest_wait;
        else if (error == std::errc{}) wait = std::min(longest_wait, std::chrono::seconds(value));
        return wait.has_value();
    });
    return wait;
}

std::optional<std::string> idempotency_key(const http::Call& call) {
    const auto key = call.header("Idempotency-Key");
    if (!key) return std::nullopt;
    const bool visible = std::ranges::all_of(*key, [](char c) { return c > 0x20 && c < 0x7F; });
    if (key->empty() || key->size() > 255 || !visible)
        throw Failure::invalid("header", "/Idempotency-Key", "must be 1 to 255 visible ASCII characters");
    return std::string(*key);
}

std::optional<RetryKey> retry_key(const http::Call& call) {
    auto key = idempotency_key(call);
    if (!key) return std::nullopt;
    // The path belongs to the request: one key can't mean two conversations.
    return RetryKey{.route = call.route->path,
                    .key = std::move(*key),
                    .request_digest = hex(sha256(std::string(call.path) + '\n' + call.body))};
}

Task<http::Response> accept_prompt(http::Call& call, const ChatServices& services, chat::Submission submission) {
    call.extra_headers.push_back(
        {"Location", services.streaming.base_path + "/api/messages/" + submission.answer.id.text()});
    if (submission.replayed) call.extra_headers.push_back({"Idempotency-Replayed", "true"});
    if (wants_events(call)) co_return streamed(call, services, submission);

    const auto wait = preferred_wait(call);
    unsigned status = 202;
    if (wait) {
        call.extra_headers.push_back({"Preference-Applied", "wait=" + std::to_string(wait->count())});
        submission.answer = co_await chat::wait_for_answer(services.streaming.hub, call.core, services.store,
                                                           call.caller.user_id, submission.answer.id, *wait);
        if (chat::finished(submission.answer.status)) status = 200;
    }
    co_return http::Response::json(dto::to_json(receipt_of(services, submission)), status);
}

}  // namespace rustygpt::api
