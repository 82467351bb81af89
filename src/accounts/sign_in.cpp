#include "accounts/sign_in.h"

#include "base/failure.h"
#include "limits/address.h"
#include "telemetry/log.h"

namespace rustygpt::accounts {
namespace {

using enum Failure::Kind;

Failure refused() { return Failure(invalid_credentials, "Email or password is wrong."); }

AuditEntry entry(Time now, std::string action, const std::optional<Credentials>& who, const Origin& origin) {
    const auto id = who ? who->user.id.text() : std::string();
    return {.at = now, .actor = "anonymous", .action = std::move(action), .subject = id, .address = origin.address};
}

LoginResult result_of(Failure::Kind refusal) {
    switch (refusal) {
        case invalid_credentials: return LoginResult::wrong_credentials;
        case user_disabled: return LoginResult::disabled;
        case rate_limit_exceeded: return LoginResult::rate_limited;
        default: return LoginResult::error;
    }
}

}  // namespace

Task<SignedIn> SignIn::operator()(std::string email, std::string password, Origin origin, std::string former) {
    try {
        auto in = co_await sign_in(std::move(email), std::move(password), std::move(origin), std::move(former));
        count(LoginResult::success);
        co_return in;
    } catch (const Failure& refusal) {
        count(result_of(refusal.kind));
        throw;
    } catch (...) {
        count(LoginResult::error);
        throw;
    }
}

void SignIn::count(LoginResult result) {
    if (metrics_) metrics_->login(result);
}

Task<SignedIn> SignIn::sign_in(std::string email, std::string password, Origin origin, std::string former) {
    limits_.admit_address(origin.address);
    const auto key = Email::key_of(email);
    auto who = co_await store_.credentials(key, Email::former_key_of(email), limits::address_key(origin.address));
    const bool outdated = co_await require_password(who, key, password, origin);
    const auto now = sessions_.clock().now();
    // Only who knows the password learns that the account is there and switched off.
    if (who->user.disabled) co_await refuse_disabled(*who, origin);
    if (outdated) who->password_hash = co_await upgraded_hash(*who, std::move(password));

    auto replaced = co_await replaced_by(std::move(former), origin);
    auto beginning = sessions_.begin(who->user.id, origin);
    auto audit = entry(now, "login", who, origin);
    audit.actor = audit.subject;
    audit.subject = beginning.session.id.text();
    const bool began =
        co_await store_.begin_session(beginning.session, who->password_hash, std::move(audit), std::move(replaced));
    if (!began) throw refused();
    co_await sessions_.sync();  // those that were evicted or replaced end now
    who->user.last_seen_at = now;
    co_return SignedIn{std::move(who->user), std::move(beginning.issued)};
}

// The hash that is stored from now on: the new one, that of another sign-in which was faster, or the old one where
// there was no room to make another.
Task<std::string> SignIn::upgraded_hash(const Credentials& who, std::string password) {
    try {
        auto fresh = co_await hasher_.hash(password);
        if (co_await store_.replace_hash(who.user.id, who.password_hash, fresh)) co_return fresh;
        auto by_now = co_await store_.credentials_of(who.user.id);
        if (!by_now) co_return who.password_hash;
        // Or the password was changed.
        const auto verdict = co_await hasher_.verify(by_now->password_hash, std::move(password));
        if (verdict != Hasher::Verdict::wrong) co_return std::move(by_now->password_hash);
    } catch (const std::exception& error) {
        log::warning("a password's hash could not be upgraded",
                     {{"user_id", who.user.id.text()}, {"error", error.what()}});
    }
    co_return who.password_hash;
}

// Who has a session's cookie acts for its person: for the audit they sign out.
Task<std::optional<ReplacedSession>> SignIn::replaced_by(std::string former, Origin origin) {
    if (former.empty()) co_return std::nullopt;
    const auto session = co_await sessions_.living(std::move(former), origin);
    if (!session) co_return std::nullopt;
    AuditEntry audit{.at = sessions_.clock().now(),
                     .actor = session->user_id.text(),
                     .action = "logout",
                     .subject = session->id.text(),
                     .address = std::move(origin.address),
                     .details = {{"reason", "signed_in_again"}}};
    co_return ReplacedSession{session->id, std::move(audit)};
}

Task<> SignIn::refuse_disabled(Credentials who, Origin origin) {
    auto audit = entry(sessions_.clock().now(), "login_refused", who, origin);
    audit.details = {{"reason", "user_disabled"}};
    co_await store_.record(std::move(audit));
    throw Failure(user_disabled, "This account is disabled. Ask an administrator.");
}

Task<bool> SignIn::require_password(std::optional<Credentials> who, std::string email_key, std::string password,
                                    Origin origin) {
    const bool known = who && who->known_address;
    const auto bucket = LoginLimits::account_bucket(email_key, limits::address_key(origin.address), known);
    limits_.admit_account(bucket);
    auto verdict = Hasher::Verdict::wrong;
    try {
        auto hash = who ? std::optional(who->password_hash) : std::nullopt;
        verdict = co_await hasher_.verify(std::move(hash), std::move(password));
    } catch (...) {
        limits_.forgive(bucket);  // we failed, not they
        throw;
    }
    if (verdict != Hasher::Verdict::wrong) {
        limits_.forgive(bucket);
        co_return verdict == Hasher::Verdict::outdated;
    }
    auto audit = entry(sessions_.clock().now(), "login_failed", who, origin);
    co_await store_.record(std::move(audit));
    throw refused();
}

}  // namespace rustygpt::accounts
