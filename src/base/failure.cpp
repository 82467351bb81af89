#include "base/failure.h"

#include <array>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace rustygpt {
namespace {

struct Row {
    Failure::Kind kind;
    std::string_view code;
    unsigned status;
};

using enum Failure::Kind;

constexpr std::array rows{
    Row{malformed_request, "malformed_request", 400},
    Row{authentication_required, "authentication_required", 401},
    Row{invalid_credentials, "invalid_credentials", 401},
    Row{session_expired, "session_expired", 401},
    Row{invalid_token, "invalid_token", 401},
    Row{csrf_failed, "csrf_failed", 403},
    Row{forbidden, "forbidden", 403},
    Row{insufficient_scope, "insufficient_scope", 403},
    Row{user_disabled, "user_disabled", 403},
    Row{Failure::Kind::not_found, "not_found", 404},
    Row{method_not_allowed, "method_not_allowed", 405},
    Row{request_timeout, "request_timeout", 408},
    Row{payload_too_large, "payload_too_large", 413},
    Row{uri_too_long, "uri_too_long", 414},
    Row{unsupported_media_type, "unsupported_media_type", 415},
    Row{headers_too_large, "headers_too_large", 431},
    Row{conflict, "conflict", 409},
    Row{already_set_up, "already_set_up", 409},
    Row{last_admin, "last_admin", 409},
    Row{answer_in_progress, "answer_in_progress", 409},
    Row{profile_in_use, "profile_in_use", 409},
    Row{precondition_failed, "precondition_failed", 412},
    Row{validation_failed, "validation_failed", 422},
    Row{limit_exceeded, "limit_exceeded", 422},
    Row{unknown_model, "unknown_model", 422},
    Row{document_unreadable, "document_unreadable", 422},
    Row{idempotency_key_reused, "idempotency_key_reused", 422},
    Row{rate_limit_exceeded, "rate_limit_exceeded", 429},
    Row{quota_exceeded, "quota_exceeded", 429},
    Row{internal_error, "internal_error", 500},
    Row{upstream_failed, "upstream_failed", 502},
    Row{unavailable, "unavailable", 503},
    Row{queue_full, "queue_full", 503},
    Row{storage_full, "storage_full", 503},
    Row{upstream_timeout, "upstream_timeout", 504},
};

const Row& row_of(Failure::Kind kind) {
    for (const auto& row : rows)
        if (row.kind == kind) return row;
    std::terminate();  // A kind without a row is a bug in the table above.
}

}  // namespace

Failure::Failure(Kind kind_, std::string message_, boost::json::object details_)
    : kind(kind_), message(std::move(message_)), details(std::move(details_)) {}

Failure Failure::invalid(std::string_view in, std::string_view path, std::string_view message) {
    boost::json::object entry{{"in", in}, {"path", path}, {"message", message}};
    boost::json::object details;
    details["errors"] = boost::json::array{std::move(entry)};
    return Failure(validation_failed, "The request is not valid.", std::move(details));
}

Failure Failure::busy(Kind kind, std::string message, int retry_after_seconds) {
    return Failure(kind, std::move(message), {{"retry_after_seconds", retry_after_seconds}});
}

Failure Failure::not_found() { return Failure(Kind::not_found, "There is no such thing here."); }

std::string_view code_of(Failure::Kind kind) { return row_of(kind).code; }
unsigned status_of(Failure::Kind kind) { return row_of(kind).status; }

}  // namespace rustygpt
