#pragma once

// Sessions from their beginning to their end: the table in memory, the store behind it, and what keeps them in step.

#include "accounts/metrics.h"
#include "accounts/session_table.h"

namespace rustygpt::accounts {

// How long sessions live, how many there may be.
struct SessionPolicy {
    seconds idle{28'800};
    seconds absolute{604'800};
    std::int64_t max_per_user = 5;
};

// What a client is given when a session begins or its secret is replaced. The secret goes into a cookie and nowhere
// else.
struct Issued {
    std::string secret{};
    std::string csrf_token{};
    Session session{};
    Id user_id{};
    seconds max_age{};  // the rest of the absolute window
};

// Where a request comes from.
struct Origin {
    std::string address{};
    std::string user_agent{};  // at most 256 bytes are kept
};

class Sessions {
public:
    // metrics: null where nobody wants to know.
    Sessions(AccountStore& store, const Clock& clock, SessionPolicy policy, ServerKey server_key,
             AuthMetrics* metrics = nullptr);

    // At once, on any thread. Nothing: ask admit().
    std::optional<Caller> known(std::string_view secret) { return table_.known(secret, clock_.now()); }
    // A stream's question, once a second: cheap, and its window is not slid by it.
    [[nodiscard]] bool alive(const Id& session_id) const { return table_.alive(session_id, clock_.now()); }
    // Was it taken away? Of sessions that this process has seen. For the answers to its prompts.
    [[nodiscard]] bool revoked(const Id& session_id) const { return table_.revoked(session_id); }
    [[nodiscard]] bool csrf_matches(std::string_view secret, std::string_view header, std::string_view cookie) const {
        return table_.csrf_matches(secret, header, cookie, clock_.now());
    }
    [[nodiscard]] std::optional<SessionTable::View> view(const Id& session_id) const { return table_.view(session_id); }

    struct Admitted {
        Caller caller{};
        std::optional<Issued> rotated{};  // the client is to be given these
    };
    // Looks the session up. Throws Failure{authentication_required, session_expired}.
    Task<Admitted> admit(std::string secret, Origin origin);

    // Whose session it is, where it lives; its window is not slid. Nothing where admit() would refuse the secret.
    Task<std::optional<SessionRecord>> living(std::string secret, Origin origin);

    // A session that is about to begin, and what its client will be given.
    struct Beginning {
        NewSession session{};
        Issued issued{};
    };
    [[nodiscard]] Beginning begin(Id user_id, const Origin& origin) const;

    // Replaces the secret; of parallel calls with the same secret all get the same successor. The secret must have been
    // admitted. Throws Failure{session_expired}.
    Task<Issued> refresh(std::string secret, Rotation reason = Rotation::refresh);
    // revoked: it is taken away, and does not merely sign out. False where the user has no such living session.
    Task<bool> end(Id user_id, Id session_id, bool revoked, AuditEntry audit);
    // Changes the password by way of `change`: this session goes on with a new secret, all others end. Nothing where
    // the password was changed meanwhile.
    Task<std::optional<Issued>> change_password(std::string secret, PasswordChange change, AuditEntry audit);
    // The living sessions of a user, newest first.
    Task<std::vector<SessionEntry>> of_user(Id user_id);

    // Applies what this or another process changed. Called after each of our changes, and by the watch.
    Task<> sync();
    // Writes idle windows that slid, those of sessions not written for `interval`; forgets sessions that are over.
    Task<> write_seen(seconds interval);

    [[nodiscard]] const Clock& clock() const { return clock_; }
    [[nodiscard]] const SessionPolicy& policy() const { return policy_; }
    // Living sessions that this process knows: each that has been used since its start.
    [[nodiscard]] std::size_t active() const { return table_.size(); }

private:
    Task<SessionRecord> look_up(std::string secret, Origin origin);
    Task<> refuse_retired(SessionRecord session, Origin origin);
    [[nodiscard]] std::optional<std::string> newest_after(std::string secret, const Digest& current) const;
    [[nodiscard]] std::optional<std::string> along_successors(std::string secret, const Digest& current) const;
    [[nodiscard]] Issued issued(std::string secret, const SessionTable::View& view) const;
    [[nodiscard]] Time grace_began() const { return clock_.now() - rotation_grace; }

    AccountStore& store_;
    const Clock& clock_;
    SessionPolicy policy_;
    SessionSecrets secrets_;
    SessionTable table_;
    AuthMetrics* metrics_;
};

}  // namespace rustygpt::accounts
