#include "accounts/change_password.h"

#include "accounts/users.h"
#include "base/failure.h"

namespace rustygpt::accounts {

Task<SignedIn> ChangePassword::operator()(Caller caller, std::string secret, std::string current, NewPassword next,
                                          Origin origin) {
    auto who = co_await store_.credentials_of(caller.user_id);
    if (!who) throw Failure(Failure::Kind::session_expired, "This session has ended. Sign in again.");
    // Signed in from there: strangers' failures elsewhere don't count against it.
    who->known_address = true;
    const auto key = Email::key_of(who->user.email);
    co_await sign_in_.require_password(who, key, std::move(current), origin);
    require_uncommon(next, who->user.email, who->user.username, "/new_password");

    const auto id = who->user.id;
    PasswordChange change{.user_id = id, .old_hash = who->password_hash};
    change.new_hash = co_await hasher_.hash(next.text);
    AuditEntry audit{.at = sessions_.clock().now(),
                     .actor = id.text(),
                     .action = "password_changed",
                     .subject = id.text(),
                     .address = origin.address};
    auto issued = co_await sessions_.change_password(std::move(secret), std::move(change), std::move(audit));
    co_await tokens_.sync();
    if (!issued)
        throw Failure(Failure::Kind::conflict, "Password or session were changed at the same time. Try again.");
    who->user.last_seen_at = sessions_.clock().now();
    co_return SignedIn{std::move(who->user), std::move(*issued)};
}

}  // namespace rustygpt::accounts
