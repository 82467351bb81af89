#pragma once

#include "accounts/hasher.h"
#include "accounts/store.h"

namespace rustygpt::accounts {

// Who does it, for the audit.
struct Actor {
    std::string id{};       // a user's, or "command"
    std::string address{};  // the client's, or empty
};

// What administrators do with people. What ends sessions or tokens acts elsewhere, in this process too, with the next
// poll of the watch; Accounts::sync() makes it act here at once.
class Users {
public:
    Users(AccountStore& store, Hasher& hasher, const Clock& clock) : store_(store), hasher_(hasher), clock_(clock) {}

    struct Newcomer {
        Email email{};
        Username username{};
        NewPassword password{};
        Role role = Role::member;
        std::optional<Label> display_name{};  // nothing: the user name
    };
    // Throws Failure{conflict, validation_failed}.
    Task<User> add(Newcomer newcomer, Actor actor);
    // Oldest first.
    Task<std::vector<User>> all() { return store_.users(); }

    // What is absent stays as it is.
    struct Update {
        std::optional<Role> role{};
        std::optional<bool> disabled{};
        std::optional<NewPassword> password{};
        std::optional<Label> display_name{};
    };
    // The user as they are then. Throws Failure{not_found, last_admin, validation_failed}.
    Task<User> change(Id user_id, Update update, Actor actor);
    // Throws Failure{not_found}.
    Task<User> find(Id user_id);
    Task<User> find(std::string email);

private:
    AccountStore& store_;
    Hasher& hasher_;
    const Clock& clock_;
};

// Throws Failure{validation_failed} at that JSON pointer.
void require_uncommon(const NewPassword& password, std::string_view email, std::string_view username,
                      std::string_view pointer);
// Throws Failure{conflict} where a name is taken.
void require_created(UserCreated created);
User user_of(const NewUser& user);

}  // namespace rustygpt::accounts
