#include "accounts/set_up.h"

#include "accounts/users.h"
#include "base/failure.h"

namespace rustygpt::accounts {
namespace {

using enum Failure::Kind;

Failure already() { return Failure(already_set_up, "This server has an administrator already."); }

}  // namespace

Task<bool> SetUp::is_done() {
    if (!done_) done_ = co_await store_.is_set_up();
    co_return done_.load();
}

Task<SignedIn> SetUp::operator()(FirstAdmin admin, Origin origin) {
    if (co_await is_done()) throw already();
    limits_.admit_address(origin.address);
    const auto now = sessions_.clock().now();
    // Digests: their comparison tells nothing about the token's length either.
    if (!equal_in_constant_time(as_text(sha256(admin.token)), as_text(sha256(token_)))) {
        AuditEntry audit{.at = now, .actor = "anonymous", .action = "setup_refused", .address = origin.address};
        co_await store_.record(std::move(audit));
        throw Failure(invalid_credentials, "The set-up token is wrong. The server prints it when it starts.");
    }
    require_uncommon(admin.password, admin.email.text, admin.username.text, "/password");

    NewUser user{.id = new_id(),
                 .email = admin.email,
                 .username = admin.username,
                 .display_name = admin.username.text,
                 .role = Role::admin,
                 .created_at = now};
    user.password_hash = co_await hasher_.hash(admin.password.text);
    auto beginning = sessions_.begin(user.id, origin);
    AuditEntry audit{
        .at = now, .actor = user.id.text(), .action = "setup", .subject = user.id.text(), .address = origin.address};
    const auto created = co_await store_.create_first_admin(user, beginning.session, std::move(audit));
    if (created == UserCreated::already_set_up) throw already();
    require_created(created);
    done_ = true;
    co_await sessions_.sync();
    auto made = user_of(user);
    made.last_seen_at = now;
    co_return SignedIn{std::move(made), std::move(beginning.issued)};
}

}  // namespace rustygpt::accounts
