#pragma once

#include "api/auth.h"
#include "config/settings.h"
#include "http/authenticator.h"

namespace rustygpt::app {

// Binds the accounts to the port that http asks.
class Authentication final : public http::Authenticator {
public:
    // The accounts outlive this.
    Authentication(accounts::Accounts& accounts, const config::Settings& settings);

    // For the routes of accounts.
    const api::AccountServices services;

    std::optional<Caller> known_session(std::string_view secret) override;
    Task<Caller> session(std::string_view secret, http::Call& call) override;
    std::optional<Caller> known_token(std::string_view bearer, std::optional<Scope> scope) override;
    Task<Caller> token(std::string_view bearer, std::optional<Scope> scope, http::Call& call) override;
    bool csrf_matches(std::string_view secret, std::string_view header, std::string_view cookie) override;
    [[nodiscard]] std::string_view session_cookie() const override { return services.cookies.session_name(); }
    [[nodiscard]] std::string_view csrf_cookie() const override { return services.cookies.csrf_name(); }
};

}  // namespace rustygpt::app
