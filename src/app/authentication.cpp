#include "app/authentication.h"

namespace rustygpt::app {
namespace {

api::SessionCookies session_cookies(const config::Session& session) {
    using Secure = api::SessionCookies::Secure;
    const auto secure = session.cookie_secure == config::CookieSecure::always  ? Secure::always
                        : session.cookie_secure == config::CookieSecure::never ? Secure::never
                                                                               : Secure::on_https;
    return {session.session_cookie_name, session.csrf_cookie_name, secure};
}

}  // namespace

Authentication::Authentication(accounts::Accounts& accounts, const config::Settings& settings)
    : services{accounts, session_cookies(settings.session), settings.server.base_path} {}

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
