#pragma once

#include "accounts/token.h"
#include "storage/database.h"

namespace rustygpt::storage {

// API tokens in a database, which outlives this.
class TokenStore final : public accounts::TokenStore {
public:
    explicit TokenStore(Database& database) : database_(database) {}

    Task<accounts::TokenMade> make_token(accounts::NewToken token, accounts::AuditEntry audit) override;
    Task<accounts::FoundToken> find_token(Digest hash) override;
    Task<accounts::TokenChanges> token_changes(std::int64_t since) override;
    Task<bool> end_token(Id user_id, Id token_id, accounts::AuditEntry audit) override;
    Task<std::vector<accounts::ApiToken>> tokens_of(Id user_id, Time now) override;
    Task<void> touch_tokens(std::vector<accounts::TokenUse> uses) override;

private:
    Database& database_;
};

}  // namespace rustygpt::storage
