#include "accounts/users.h"

#include <boost/describe/enum_to_string.hpp>

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
            .display_name = user.display_name,
            .role = user.role,
            .created_at = user.created_at};
}

Task<User> Users::add(Newcomer newcomer, Actor actor) {
    require_uncommon(newcomer.password, newcomer.email.text, newcomer.username.text, "/password");
    NewUser user{.id = new_id(),
                 .email = newcomer.email,
                 .username = newcomer.username,
                 .display_name = newcomer.display_name ? newcomer.display_name->text : newcomer.username.text,
                 .role = newcomer.role,
                 .created_at = clock_.now()};
    user.password_hash = co_await hasher_.hash(newcomer.password.text);
    AuditEntry audit{.at = user.created_at,
                     .actor = std::move(actor.id),
                     .action = "user_created",
                     .subject = user.id.text(),
                     .address = std::move(actor.address),
                     .details = {{"role", boost::describe::enum_to_string(user.role, "")}}};
    require_created(co_await store_.create_user(user, std::move(audit)));
    co_return user_of(user);
}

Task<User> Users::change(Id user_id, Update update, Actor actor) {
    auto user = co_await find(user_id);
    UserChange change{.user_id = user_id, .role = update.role, .disabled = update.disabled};
    if (update.display_name) change.display_name = update.display_name->text;
    if (update.password) {
        require_uncommon(*update.password, user.email, user.username, "/password");
        change.password_hash = co_await hasher_.hash(update.password->text);
    }
    AuditEntry audit{.at = clock_.now(),
                     .actor = std::move(actor.id),
                     .subject = user_id.text(),
                     .address = std::move(actor.address)};
    const auto changed = co_await store_.change_user(std::move(change), std::move(audit));
    if (changed == UserChanged::unknown) throw Failure::not_found();
    if (changed == UserChanged::last_admin)
        throw Failure(last_admin, "This is the last administrator who can sign in; make another one first.");
    co_return co_await find(user_id);
}

Task<User> Users::find(Id user_id) {
    auto who = co_await store_.credentials_of(user_id);
    if (!who) throw Failure::not_found();
    co_return std::move(who->user);
}

Task<User> Users::find(std::string email) {
    auto who = co_await store_.credentials(Email::key_of(email), Email::former_key_of(email), "");
    if (!who) throw Failure(not_found, "Nobody has this email address.");
    co_return std::move(who->user);
}

}  // namespace rustygpt::accounts
