#pragma once

#include "accounts/store.h"
#include "storage/database.h"

namespace rustygpt::storage {

// Accounts in a database, which outlives this.
class AccountStore final : public accounts::AccountStore {
public:
    explicit AccountStore(Database& database) : database_(database) {}

    Task<bool> is_set_up() override;
    Task<accounts::UserCreated> create_user(accounts::NewUser user, accounts::AuditEntry audit) override;
    Task<accounts::UserCreated> create_first_admin(accounts::NewUser user, accounts::NewSession session,
                                                   accounts::AuditEntry audit) override;
    Task<std::optional<accounts::Credentials>> credentials(std::string email_key, std::string former_key,
                                                           std::string address_key) override;
    Task<std::optional<accounts::Credentials>> credentials_of(Id user_id) override;
    Task<std::vector<accounts::User>> users() override;
    Task<std::vector<accounts::User>> users_page(accounts::UserQuery query) override;
    Task<accounts::UserChanged> change_user(accounts::UserChange change, accounts::AuditEntry audit) override;
    Task<bool> replace_hash(Id user_id, std::string old_hash, std::string new_hash) override;
    Task<bool> change_password(accounts::PasswordChange change, accounts::AuditEntry audit) override;

    Task<bool> begin_session(accounts::NewSession session, std::string password_hash, accounts::AuditEntry audit,
                             std::optional<accounts::ReplacedSession> replaced) override;
    Task<accounts::FoundSession> find_session(Digest secret_hash, Time retired_since) override;
    Task<accounts::Changes> changes(std::int64_t since, Time retired_since) override;
    Task<bool> rotate(Id session_id, Digest old_hash, Digest new_hash, Time now) override;
    Task<void> touch(std::vector<accounts::Seen> seen) override;
    Task<bool> end_session(Id user_id, Id session_id, bool revoked, accounts::AuditEntry audit) override;
    Task<void> expire_session(Id session_id, Time now) override;
    Task<std::vector<accounts::SessionEntry>> sessions_of(Id user_id, Time now) override;
    Task<void> record(accounts::AuditEntry audit) override;
    Task<void> record_seldom(accounts::AuditEntry audit, seconds interval) override;

private:
    Database& database_;
};

}  // namespace rustygpt::storage
