#include "app/authentication.h"

namespace rustygpt::app {
namespace {

using Secure = api::SessionCookies::Secure;

Secure secure_of(const config::Settings& settings) {
    switch (settings.session.cookie_secure) {
        case config::CookieSecure::always: return Secure::always;
        case config::CookieSecure::never: return Secure::never;
        case config::CookieSecure::automatic: break;
    }
    // Browsers come by HTTPS then, whatever a proxy says of it.
    return settings.server.public_url.starts_with("https:") ? Secure::always : Secure::on_https;
}

api::SessionCookies session_cookies(const config::Settings& settings) {
    const auto& session = settings.session;
    const auto secure = secure_of(settings);
    return {session.session_cookie_name, session.csrf_cookie_name, secure};
}

}  // namespace

Authentication::Authentication(accounts::Accounts& accounts, const config::Settings& settings)
    : services{accounts, session_cookies(settings), settings.server.base_path} {}

std::optional<Caller> Authentication::known_session(std::string_view secret) {
    return services.accounts.sessions.known(secret);
}

Task<Caller> Authentication::session(std::string_view secret, http::Call& call) {
    auto origin = api::origin_of(call);
    auto admitted = co_await services.accounts.sessions.admit(std::string(secret), std::move(origin));
    if (admitted.rotated) {
        services.cookies.give(call, *admitted.rotated);
        api::note_rotation(call);
    }
    co_return admitted.caller;
}

std::optional<Caller> Authentication::known_token(std::string_view bearer, std::optional<Scope> scope) {
    return services.accounts.tokens.known(bearer, scope);
}

Task<Caller> Authentication::token(std::string_view bearer, std::optional<Scope> scope, http::Call&) {
    co_return co_await services.accounts.tokens.admit(std::string(bearer), scope);
}

bool Authentication::csrf_matches(std::string_view secret, std::string_view header, std::string_view cookie) {
    return services.accounts.sessions.csrf_matches(secret, header, cookie);
}

}  // namespace rustygpt::app
