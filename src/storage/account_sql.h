#pragma once

// The SQL of accounts that more than one operation needs.

#include "accounts/store.h"
#include "storage/database.h"

namespace rustygpt::storage::account_sql {

using namespace rustygpt::accounts;

// Raises the security epoch; what this transaction changes is stamped with it.
std::int64_t raise_epoch(Transaction& tx);
std::int64_t epoch_of(Transaction& tx);
void write_audit(Transaction& tx, const AuditEntry& audit);
// Both throw std::runtime_error for what no version of ours has written.
Role role_from(const Row& row, int column);
Digest digest_from(std::string_view text);

bool is_set_up(Transaction& tx);
UserCreated insert_user(Transaction& tx, const NewUser& user);
std::vector<User> users_page(Transaction& tx, const UserQuery& query);
UserChanged change_user(Transaction& tx, const UserChange& change, const AuditEntry& audit);
// Columns: id, email, username, display_name, role, disabled, created_at, last_seen_at.
User user_from(const Row& row);

// With its audit entry; nothing where it has ended already.
void end_replaced(Transaction& tx, const ReplacedSession& replaced, std::int64_t epoch);
// Ends the user's oldest sessions beyond its max_sessions too, and remembers the address.
void insert_session(Transaction& tx, const NewSession& session, std::int64_t epoch);
// Ends the user's sessions, but not `keep`.
void end_all_but(Transaction& tx, const Id& user_id, const std::optional<Id>& keep, Time now, std::int64_t epoch);
void end_tokens(Transaction& tx, const Id& user_id, Time now, std::int64_t epoch);
// Everybody's; those who watch the security epoch notice. Return how many there were.
std::int64_t end_all_sessions(Transaction& tx, Time now);
std::int64_t end_all_tokens(Transaction& tx, Time now);
// False where old_hash is not the current secret of a living session.
bool rotate(Transaction& tx, const Id& session_id, const Digest& old_hash, const Digest& new_hash, Time now,
            std::int64_t epoch);
FoundSession find_session(Transaction& tx, const Digest& secret_hash, Time retired_since);
Changes changes(Transaction& tx, std::int64_t since, Time retired_since);

}  // namespace rustygpt::storage::account_sql
