#pragma once

// The living API tokens that this process has seen, in memory: most requests are authenticated here, without a
// database.
//
// Thread-safe. Reading takes a shared lock and touches one atomic; the exclusive lock is for tokens that come, change
// or go. An entry stays until its token ends; there are at most Tokens::most_per_user per person.

#include <memory>
#include <shared_mutex>
#include <unordered_map>

#include "accounts/applied_epoch.h"
#include "accounts/last_use.h"
#include "accounts/token.h"
#include "base/caller.h"

namespace rustygpt::accounts {

class TokenTable {
public:
    struct Bearer {
        Caller caller;
        bool in_scope = false;
    };
    // Who is behind the token with this hash, and may it do that (anything, without a scope)? Notes the use. Nothing
    // where it is not here or has ended.
    std::optional<Bearer> use(const Digest& hash, std::optional<Scope> scope, Time now);
    // For open streams: no use is noted.
    [[nodiscard]] bool alive(const Id& token_id, Time now) const;
    // Nothing where the token is not here or has not been used.
    [[nodiscard]] std::optional<Time> last_used(const Id& token_id) const;

    // Takes a token read from the database at that epoch. False where changes have been applied that the snapshot may
    // not have seen: read again.
    [[nodiscard]] bool put(const TokenRecord& record, std::int64_t epoch);
    // Renews the tokens that are here. What ended goes.
    void apply(const TokenChanges& changes);
    // The epoch that has been applied; nothing before the first.
    [[nodiscard]] std::optional<std::int64_t> epoch() const;

    // Tokens used since that was last written, unless that is less than `interval` ago; they count as written then.
    std::vector<TokenUse> take_unwritten(Time now, seconds interval);
    // Forgets what has expired.
    void sweep(Time now);
    [[nodiscard]] std::size_t size() const;

private:
    struct Entry {
        explicit Entry(const TokenRecord& record_) : record(record_), use(record.last_used_at.value_or(Time{})) {}
        TokenRecord record;
        LastUse use;  // Time{}: never
    };

    void insert(const TokenRecord& record);
    void erase(const Id& token_id);

    mutable std::shared_mutex mutex_;
    std::unordered_map<Id, std::unique_ptr<Entry>> by_id_;
    std::unordered_map<Digest, Entry*, DigestHash> by_hash_;
    AppliedEpoch epoch_;
};

}  // namespace rustygpt::accounts
