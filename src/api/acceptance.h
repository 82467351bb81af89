#pragma once

// How the answer to a prompt reaches whoever sent it: at once as a receipt, held back until it is there, or streamed.

#include <chrono>
#include <optional>

#include "api/chat.h"

namespace rustygpt::api {

// Accept names text/event-stream.
bool wants_events(const http::Call& call);
// Prefer: wait=N (RFC 7240 section 4.3), at most 60 s; nothing where absent or not understood.
std::optional<std::chrono::seconds> preferred_wait(const http::Call& call);
// Idempotency-Key; nothing where absent. Throws Failure{validation_failed} for a key that is none.
std::optional<std::string> idempotency_key(const http::Call& call);
// The same, with a digest of the request.
std::optional<RetryKey> retry_key(const http::Call& call);

// The response to a stored prompt, in the form that the request asks for.
Task<http::Response> accept_prompt(http::Call& call, const ChatServices& services, chat::Submission submission);

}  // namespace rustygpt::api
