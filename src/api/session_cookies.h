#pragma once

#include <string>

#include "accounts/sessions.h"
#include "http/call.h"

namespace rustygpt::api {

// How sessions travel: the cookies' names and attributes (RFC 6265 section 4.1).
class SessionCookies {
public:
    enum class Secure { on_https, always, never };

    SessionCookies(std::string session_name, std::string csrf_name, Secure secure)
        : session_name_(std::move(session_name)), csrf_name_(std::move(csrf_name)), secure_(secure) {}

    [[nodiscard]] const std::string& session_name() const { return session_name_; }
    [[nodiscard]] const std::string& csrf_name() const { return csrf_name_; }

    // Both cookies go out with whatever answers the call.
    void give(http::Call& call, const accounts::Issued& issued) const;
    // The CSRF token alone, where the client has another one: it was made with a server key that has been replaced.
    void renew_csrf(http::Call& call, const std::string& csrf_token, seconds max_age) const;
    void clear(http::Call& call) const;

private:
    void add(http::Call& call, const std::string& name, const std::string& value, std::string_view rules,
             seconds max_age) const;

    std::string session_name_;
    std::string csrf_name_;
    Secure secure_;
};

}  // namespace rustygpt::api
