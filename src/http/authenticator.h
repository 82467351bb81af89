#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/route.h"

namespace rustygpt::http {

// The port through which the pipeline learns who asks. The composition root binds it to the accounts.
class Authenticator {
public:
    virtual ~Authenticator() = default;

    // Answers at once where the session is in memory; nothing where it has to be looked up. On any core's thread.
    // On success the session's idle window has been slid.
    virtual std::optional<Caller> known_session(std::string_view secret) = 0;
    // Looks the session up. Throws Failure{authentication_required or session_expired or user_disabled}.
    // May add cookies to the call (rotation).
    virtual Task<Caller> session(std::string_view secret, Call& call) = 0;
    // For "Authorization: Bearer ...": answers at once where the token is in memory; nothing where it has to be looked
    // up. On any core's thread. Without a scope any token will do. Throws Failure{insufficient_scope}.
    virtual std::optional<Caller> known_token(std::string_view bearer, std::optional<Scope> scope) = 0;
    // Looks the token up. Throws Failure{invalid_token}, or Failure{insufficient_scope} for a lack of scope.
    virtual Task<Caller> token(std::string_view bearer, std::optional<Scope> scope, Call& call) = 0;
    // Is this X-CSRF-Token, and the cookie's value, one that belongs to the session that authenticated this secret?
    virtual bool csrf_matches(std::string_view secret, std::string_view header, std::string_view cookie) = 0;
    // The names of the cookies, from the configuration.
    [[nodiscard]] virtual std::string_view session_cookie() const = 0;
    [[nodiscard]] virtual std::string_view csrf_cookie() const = 0;
};

}  // namespace rustygpt::http
