#include "accounts/users.h"

#include "base/failure.h"

namespace rustygpt::accounts {

using enum Failure::Kind;

void require_uncommon(const NewPassword& password, std::string_view email, std::string_view username,
                      std::string_view pointer) {
    if (too_common(password.text, email, username)) throw Failure::invalid("body", pointer, too_common_message);
}

void require_created(UserCreated created) {
    if (created == UserCreated::email_taken) throw Failure(conflict, "Somebody has this email address already.");
    if (created == UserCreated::username_taken) throw Failure(conflict, "Somebody has this user name already.");
}

User user_of(const NewUser& user) {
    return {.id = user.id,
            .email = user.email.text,
            .username = user.username.text,
            .display_name = user.username.text,
            .role = user.role,
            .created_at = user.created_at};
}

Task<User> Users::add(Newcomer newcomer, std::string actor) {
    require_uncommon(newcomer.password, newcomer.email.text, newcomer.username.text, "/password");
    NewUser user{.id = new_id(),
                 .email = newcomer.email,
                 .username = newcomer.username,
                 .role = newcomer.role,
                 .created_at = clock_.now()};
    user.password_hash = co_await hasher_.hash(newcomer.password.text);
    AuditEntry audit{
        .at = user.created_at, .actor = std::move(actor), .action = "user_created", .subject = user.id.text()};
    require_created(co_await store_.create_user(user, std::move(audit)));
    co_return user_of(user);
}

Task<> Users::disable(std::string email, std::string actor) {
    AuditEntry audit{.at = clock_.now(), .actor = std::move(actor), .action = "user_disabled"};
    const auto disabled = co_await store_.disable_user(Email::key_of(email), std::move(audit));
    if (disabled == UserDisabled::unknown) throw Failure(not_found, "Nobody has this email address.");
    if (disabled == UserDisabled::last_admin)
        throw Failure(last_admin, "This is the last administrator who can sign in; make another one first.");
}

Task<> Users::set_password(std::string email, NewPassword password, std::string actor) {
    const auto who = co_await store_.credentials(Email::key_of(email), "");
    if (!who) throw Failure(not_found, "Nobody has this email address.");
    require_uncommon(password, who->user.email, who->user.username, "/password");
    PasswordChange change{.user_id = who->user.id, .now = clock_.now()};
    change.new_hash = co_await hasher_.hash(password.text);
    AuditEntry audit{
        .at = change.now, .actor = std::move(actor), .action = "password_changed", .subject = who->user.id.text()};
    co_await store_.change_password(std::move(change), std::move(audit));
}

}  // namespace rustygpt::accounts
