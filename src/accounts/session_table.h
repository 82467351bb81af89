#pragma once

// The living sessions that this process has seen, in memory: most requests are authenticated here, without a database.
//
// Thread-safe. Reading takes a shared lock and touches one atomic; the exclusive lock is for sessions that come, change
// or go. An entry stays until its session ends, so what is not here is not alive: there are at most
// max_sessions_per_user per person.

#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "accounts/applied_epoch.h"
#include "accounts/last_use.h"
#include "accounts/session_secrets.h"
#include "accounts/store.h"
#include "base/caller.h"

namespace rustygpt::accounts {

// For this long a replaced secret and its CSRF token still work.
inline constexpr seconds rotation_grace{10};

class SessionTable {
public:
    SessionTable(const SessionSecrets& secrets, seconds idle) : secrets_(secrets), idle_(idle) {}

    // Who is behind the secret; slides the idle window. Nothing where the session is not here, has ended, or has to be
    // rotated first: the database knows more.
    std::optional<Caller> known(std::string_view secret, Time now);
    // Does the session live, its window not slid? For open streams.
    [[nodiscard]] bool alive(const Id& session_id, Time now) const;
    // Was it here, and then taken away?
    [[nodiscard]] bool revoked(const Id& session_id) const;
    // Are both the CSRF token of this session, or of one of its secrets still in grace?
    [[nodiscard]] bool csrf_matches(std::string_view secret, std::string_view header, std::string_view cookie,
                                    Time now) const;

    struct View {
        SessionRecord record;
        Session session;  // with the window as it stands now
        std::string csrf_token;  // of the current secret
    };
    [[nodiscard]] std::optional<View> view(const Id& session_id) const;
    [[nodiscard]] std::optional<View> view_of(std::string_view secret) const;

    // Takes a session read from the database at that epoch; keeps the newer last_seen. False where changes have been
    // applied that the snapshot may not have seen: read again.
    [[nodiscard]] bool put(const SessionRecord& record, std::int64_t epoch, Time now);
    // Renews the sessions that are here. What ended goes.
    void apply(const Changes& changes, Time now);
    // The epoch that has been applied; nothing before the first.
    [[nodiscard]] std::optional<std::int64_t> epoch() const;
    void drop(const Id& session_id);

    // Sessions seen since they were last written, unless that is less than `interval` ago; they count as written then.
    std::vector<Seen> take_unwritten(Time now, seconds interval);
    // Forgets what has reached its end by time.
    void sweep(Time now);
    [[nodiscard]] std::size_t size() const;

private:
    struct Secret {
        Digest hash;
        std::string csrf_token;
        std::optional<Time> retired_at;

        [[nodiscard]] bool valid(Time now) const { return !retired_at || now - *retired_at <= rotation_grace; }
    };
    struct Entry {
        Entry(const SessionRecord& record_, Time last_seen) : record(record_), use(last_seen) {}
        SessionRecord record;
        LastUse use;
        std::vector<Secret> secrets{};  // the current one first
    };

    [[nodiscard]] Time end_of(const Entry& entry) const;
    [[nodiscard]] const Secret* find(const Digest& hash, const Entry*& entry) const;
    void insert(const SessionRecord& record, Time now);
    void erase(const Id& session_id);
    [[nodiscard]] View view_of(const Entry& entry) const;

    const SessionSecrets& secrets_;
    const seconds idle_;
    mutable std::shared_mutex mutex_;
    std::unordered_map<Id, std::unique_ptr<Entry>> by_id_;
    std::unordered_map<Digest, Entry*, DigestHash> by_secret_;
    std::unordered_map<Id, Time> revoked_;  // and until when that is remembered
    AppliedEpoch epoch_;
};

}  // namespace rustygpt::accounts
