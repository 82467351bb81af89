#pragma once

// What accounts need of a database. Implemented in storage. Each call is one transaction, durable when it returns.
// Every act that ends or changes sessions raises the security epoch within its transaction.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "accounts/identity.h"
#include "accounts/user.h"
#include "base/crypto.h"
#include "base/task.h"

namespace rustygpt::accounts {

// One line of who did what. No secrets in details.
struct AuditEntry {
    Time at{};
    std::string actor{};    // a user's id, "command" or "anonymous"
    std::string action{};   // "login", "login_failed", "session_revoked" ...
    std::string subject{};  // the id it was done to, or empty
    std::string address{};  // the client's, or empty
    boost::json::object details{};
};

struct NewUser {
    Id id{};
    Email email{};
    Username username{};
    std::string display_name{};
    Role role = Role::member;
    std::string password_hash{};
    Time created_at{};
};

struct NewSession {
    Id id{};
    Id user_id{};
    Digest secret_hash{};
    Time issued_at{};
    Time absolute_expires_at{};
    std::string address{};
    std::string address_key{};  // remembered as one that the person signs in from
    std::string user_agent{};
    std::int64_t max_sessions = 5;  // the oldest beyond that end
};

// A living session that another one takes the place of.
struct ReplacedSession {
    Id id{};
    AuditEntry audit{};
};

struct RetiredSecret {
    Digest hash{};
    Time retired_at{};
};

// A session as stored.
struct SessionRecord {
    Id id{};
    Id user_id{};
    Role role = Role::read_only;
    Digest secret_hash{};
    Time issued_at{};
    Time last_seen_at{};
    Time absolute_expires_at{};
    std::optional<Time> ended_at{};
    bool revoked = false;  // how it ended: taken away, and not by itself or by signing out
    bool must_rotate = false;
    std::int64_t changed = 0;              // the security epoch of its last change
    std::vector<RetiredSecret> retired{};  // the recent ones
};

// A session as its owner sees it in a list.
struct SessionEntry {
    Id id{};
    Time issued_at{};
    Time last_seen_at{};
    Time absolute_expires_at{};
    std::string address{};
    std::string user_agent{};
};

struct Credentials {
    User user{};
    std::string password_hash{};
    bool known_address = false;
};

struct FoundSession {
    std::int64_t epoch = 0;                  // of the snapshot that this was read in
    std::optional<SessionRecord> session{};  // ended ones too
    std::optional<Time> retired_at{};        // where the secret is not the current one
};

struct Changes {
    std::int64_t since = 0;
    std::int64_t epoch = 0;
    std::vector<SessionRecord> sessions{};  // changed after `since`, ended ones too
};

struct Seen {
    Id session_id{};
    Time at{};
};

// A person's own doing.
struct PasswordChange {
    Id user_id{};
    std::string old_hash{};  // nothing happens where it is no longer the current one
    std::string new_hash{};
    Id keep{};               // this session goes on, with a new secret; all others end, and the tokens
    Digest old_secret{};     // of `keep`
    Digest new_secret{};
    Time now{};
};

// An administrator's doing. What is absent stays as it is.
struct UserChange {
    Id user_id{};
    std::optional<Role> role{};              // another one: the sessions rotate at their next request
    std::optional<bool> disabled{};          // true: sessions and tokens end
    std::optional<std::string> display_name{};
    std::optional<std::string> password_hash{};  // sessions and tokens end
};

struct UserQuery {
    std::string search{};  // a key (utf8::lookalike_key); part of email, user name or display name; empty: everybody
    std::optional<Id> before{};  // only those made earlier
    std::int64_t limit = 50;
};

enum class UserCreated { done, email_taken, username_taken, already_set_up };
enum class UserChanged { done, unknown, last_admin };

class AccountStore {
public:
    // For Changes: asks for the epoch alone.
    static constexpr std::int64_t nothing_since = std::numeric_limits<std::int64_t>::max();

    virtual ~AccountStore() = default;

    // True once there is an administrator; never false again.
    virtual Task<bool> is_set_up() = 0;
    virtual Task<UserCreated> create_user(NewUser user, AuditEntry audit) = 0;
    // already_set_up where there is an administrator. The user signs in with the session.
    virtual Task<UserCreated> create_first_admin(NewUser user, NewSession session, AuditEntry audit) = 0;
    // Whoever has former_key (Email::former_key_of) comes first, else whoever has email_key.
    virtual Task<std::optional<Credentials>> credentials(std::string email_key, std::string former_key,
                                                         std::string address_key) = 0;
    virtual Task<std::optional<Credentials>> credentials_of(Id user_id) = 0;
    // Oldest first.
    virtual Task<std::vector<User>> users() = 0;
    // Newest first.
    virtual Task<std::vector<User>> users_page(UserQuery query) = 0;
    // last_admin where no enabled administrator would remain. `audit` says who, when and from where; an entry is
    // written for each thing that really changed.
    virtual Task<UserChanged> change_user(UserChange change, AuditEntry audit) = 0;
    // The same password in another hash: no session ends. False where old_hash is no longer the current one.
    virtual Task<bool> replace_hash(Id user_id, std::string old_hash, std::string new_hash) = 0;
    // False where the password was changed meanwhile (old_hash, old_secret).
    virtual Task<bool> change_password(PasswordChange change, AuditEntry audit) = 0;

    // False where the user is disabled, or has another password than password_hash by now; then `replaced` goes on too.
    // Else that ends first, whoever it belongs to: it does not count among the user's sessions.
    virtual Task<bool> begin_session(NewSession session, std::string password_hash, AuditEntry audit,
                                     std::optional<ReplacedSession> replaced) = 0;
    // Retired secrets count where they are younger than `retired_since`, or are the one asked for.
    virtual Task<FoundSession> find_session(Digest secret_hash, Time retired_since) = 0;
    virtual Task<Changes> changes(std::int64_t since, Time retired_since) = 0;
    // False where old_hash is not the current secret of a living session.
    virtual Task<bool> rotate(Id session_id, Digest old_hash, Digest new_hash, Time now) = 0;
    virtual Task<void> touch(std::vector<Seen> seen) = 0;
    // False where the user has no such living session.
    virtual Task<bool> end_session(Id user_id, Id session_id, bool revoked, AuditEntry audit) = 0;
    // Makes an end by time final. No audit entry.
    virtual Task<void> expire_session(Id session_id, Time now) = 0;
    // Newest first; those that have neither ended nor reached their absolute end. At most 1,000.
    virtual Task<std::vector<SessionEntry>> sessions_of(Id user_id, Time now) = 0;
    virtual Task<void> record(AuditEntry audit) = 0;
    // Unless the same action on the same subject from the same address was recorded within the interval: for what a
    // client may do as often as it likes.
    virtual Task<void> record_seldom(AuditEntry audit, seconds interval) = 0;
};

}  // namespace rustygpt::accounts
