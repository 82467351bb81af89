#pragma once

#include <exception>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace rustygpt {

// What ends a request. An expected outcome is a value; this is for the rest. It is caught once, in the pipeline,
// and becomes the error envelope {code, message, details}: nothing internal belongs in message or details.
struct Failure : std::exception {
    // One per code of the contract's table, by the same name.
    enum class Kind {
        malformed_request,
        authentication_required,
        invalid_credentials,
        session_expired,
        invalid_token,
        csrf_failed,
        forbidden,
        insufficient_scope,
        user_disabled,
        not_found,
        method_not_allowed,
        request_timeout,
        payload_too_large,
        uri_too_long,
        unsupported_media_type,
        headers_too_large,
        conflict,
        already_set_up,
        last_admin,
        answer_in_progress,
        profile_in_use,
        precondition_failed,
        validation_failed,
        limit_exceeded,
        unknown_model,
        document_unreadable,
        idempotency_key_reused,
        rate_limit_exceeded,
        quota_exceeded,
        internal_error,
        upstream_failed,
        unavailable,
        queue_full,
        storage_full,
        upstream_timeout,
    };

    Failure(Kind kind, std::string message, boost::json::object details = {});

    // 422 with details.errors: [{in, path, message}]; path is a JSON pointer ("" is the whole body).
    static Failure invalid(std::string_view in, std::string_view path, std::string_view message);
    // Something to try again: sets details.retry_after_seconds, from which Retry-After is written. seconds >= 1.
    static Failure busy(Kind kind, std::string message, int retry_after_seconds);
    static Failure not_found();

    [[nodiscard]] const char* what() const noexcept override { return message.c_str(); }

    Kind kind;
    std::string message;
    boost::json::object details;
};

// "validation_failed" and so on.
std::string_view code_of(Failure::Kind kind);
// The HTTP status, 400 to 504.
unsigned status_of(Failure::Kind kind);

}  // namespace rustygpt
