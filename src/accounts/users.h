#pragma once

#include "accounts/hasher.h"
#include "accounts/store.h"

namespace rustygpt::accounts {

// What administrators do with people. `actor` goes into the audit: a user's id, or "command".
class Users {
public:
    Users(AccountStore& store, Hasher& hasher, const Clock& clock) : store_(store), hasher_(hasher), clock_(clock) {}

    struct Newcomer {
        Email email{};
        Username username{};
        NewPassword password{};
        Role role = Role::member;
    };
    // Throws Failure{conflict, validation_failed}.
    Task<User> add(Newcomer newcomer, std::string actor);
    Task<std::vector<User>> all() { return store_.users(); }
    // Ends their sessions. Throws Failure{not_found, last_admin}.
    Task<> disable(std::string email, std::string actor);
    // Ends their sessions. Throws Failure{not_found, validation_failed}.
    Task<> set_password(std::string email, NewPassword password, std::string actor);

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
