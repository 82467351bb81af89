#include "storage/account_store.h"

#include <filesystem>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "accounts/accounts.h"
#include "base/failure.h"
#include "storage/sqlite/sqlite.h"

namespace rustygpt::storage {
namespace {

using namespace accounts;
using namespace std::chrono_literals;
using Kind = Failure::Kind;

class SetClock final : public Clock {
public:
    [[nodiscard]] Time now() const override { return time; }
    Time time{std::chrono::milliseconds(1'800'000'000'000)};
};

constexpr const char* password = "a good long password 1";

// One server's accounts over a database that others share.
struct Server {
    Server(Database& database, const Clock& clock, SessionPolicy policy = {}, std::int64_t logins = 100'000)
        : store(std::make_unique<storage::AccountStore>(database)), limits(logins), sessions(*store, clock, policy, std::string(32, 'k')),
          users(*store, hasher, clock) {}

    template <class T>
    T run(Task<T> task) {
        asio::io_context context;
        std::exception_ptr error;
        std::optional<Held<T>> out;
        if constexpr (std::is_void_v<T>)
            asio::co_spawn(context, std::move(task), [&](std::exception_ptr failed) { error = failed; });
        else
            asio::co_spawn(context, std::move(task), [&](std::exception_ptr failed, T value) {
                error = failed;
                if (!error) out = std::move(value);
            });
        context.run();
        if (error) std::rethrow_exception(error);
        if constexpr (!std::is_void_v<T>) return std::move(*out);
    }
    // The failure's kind; nothing where there was none.
    template <class T>
    std::optional<Kind> failure_of(Task<T> task) {
        try {
            run(std::move(task));
        } catch (const Failure& failure) {
            return failure.kind;
        }
        return std::nullopt;
    }

    User add(const std::string& name, Role role = Role::member) {
        return run(users.add({*Email::parse(name + "@example.org"), *Username::parse(name), *NewPassword::parse(password), role}, "command"));
    }
    Task<SignedIn> login(const std::string& name, const std::string& with = password, const std::string& from = "192.0.2.1") {
        return sign_in(name + "@example.org", with, {from, "test"});
    }
    // Who the secret is for; nothing where it is refused.
    std::optional<Caller> who(const std::string& secret) {
        if (auto known = sessions.known(secret)) return known;
        try {
            return run(sessions.admit(secret, {"192.0.2.1", ""})).caller;
        } catch (const Failure&) {
            return std::nullopt;
        }
    }

    std::unique_ptr<storage::AccountStore> store;
    Hasher hasher{2};
    LoginLimits limits;
    Sessions sessions;
    SignIn sign_in{*store, sessions, hasher, limits};
    SetUp set_up{*store, sessions, hasher, limits};
    ChangePassword change_password{*store, sessions, hasher, sign_in};
    Users users;
};

class Accounts : public testing::Test {
protected:
    void SetUp() override {
        crypto_init();
        directory_ = std::filesystem::temp_directory_path() / ("rustygpt-" + random_token(9));
        std::filesystem::create_directory(directory_);
        database = open_sqlite({.path = (directory_ / "x.db").string()});
    }
    void TearDown() override {
        database.reset();
        std::filesystem::remove_all(directory_);
    }
    std::int64_t audited(const std::string& action) {
        return database->read_now([&](Transaction& tx) {
            return *tx.one("SELECT count(*) FROM audit WHERE action = $1", [](const Row& row) { return row.integer(0); }, action);
        });
    }
    FirstAdmin first_admin(const Server& server) {
        return {*Username::parse("ada"), *Email::parse("ada@example.org"), *NewPassword::parse(password), server.set_up.token()};
    }

    std::filesystem::path directory_;
    std::unique_ptr<Database> database;
    SetClock clock;
};

TEST_F(Accounts, LoginAnswersWhoAndAWorkingSecret) {
    Server server(*database, clock);
    const auto ada = server.add("ada");
    const auto in = server.run(server.login("ada"));
    EXPECT_EQ(in.user.id, ada.id);
    EXPECT_EQ(in.issued.session.absolute_expires_at, clock.time + 604'800s);
    EXPECT_EQ(in.issued.session.expires_at, clock.time + 28'800s);
    EXPECT_FALSE(server.sessions.known(in.issued.secret)) << "not seen yet";
    const auto caller = server.who(in.issued.secret);
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->user_id, ada.id);
    EXPECT_EQ(caller->session_id, in.issued.session.id);
    EXPECT_TRUE(server.sessions.known(in.issued.secret)) << "from memory now";
    EXPECT_EQ(audited("login"), 1);
}

TEST_F(Accounts, WrongAndUnknownAreAlikeAndDisabledNeedsTheRightPassword) {
    Server server(*database, clock);
    server.add("ada");
    server.add("root", Role::admin);
    EXPECT_EQ(server.failure_of(server.login("ada", "not the password")), Kind::invalid_credentials);
    EXPECT_EQ(server.failure_of(server.login("bob")), Kind::invalid_credentials);
    EXPECT_EQ(audited("login_failed"), 2);
    server.run(server.users.disable("ADA@example.org", "command"));
    EXPECT_EQ(server.failure_of(server.login("ada", "not the password")), Kind::invalid_credentials);
    EXPECT_EQ(server.failure_of(server.login("ada")), Kind::user_disabled);
}

TEST_F(Accounts, OnlyHashesAreStored) {
    Server server(*database, clock);
    server.add("ada");
    const auto in = server.run(server.login("ada"));
    const auto stored = database->read_now([](Transaction& tx) {
        return *tx.one("SELECT u.password_hash || s.secret_hash FROM users u, sessions s", [](const Row& row) { return row.text(0); });
    });
    EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << stored;
    EXPECT_TRUE(stored.ends_with(hex(sha256(in.issued.secret))));
    EXPECT_EQ(stored.find(in.issued.secret), std::string::npos);
}

TEST_F(Accounts, ASessionHandleAuthenticatesNobody) {
    Server server(*database, clock);
    server.add("ada");
    const auto in = server.run(server.login("ada"));
    EXPECT_FALSE(server.who(in.issued.session.id.text()));
    EXPECT_EQ(server.failure_of(server.sessions.admit("nonsense", {})), Kind::authentication_required);
}

TEST_F(Accounts, RefreshesOfOneSecretMeetAtOneSuccessor) {
    Server server(*database, clock);
    Server other(*database, clock);  // another process with the same key
    server.add("ada");
    const auto old = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(old.secret));
    ASSERT_TRUE(other.who(old.secret));
    const auto first = server.run(server.sessions.refresh(old.secret));
    const auto second = server.run(server.sessions.refresh(old.secret));
    const auto third = other.run(other.sessions.refresh(old.secret));
    EXPECT_NE(first.secret, old.secret);
    EXPECT_EQ(first.secret, second.secret);
    EXPECT_EQ(first.secret, third.secret);
    EXPECT_EQ(first.csrf_token, third.csrf_token);
    EXPECT_TRUE(server.who(old.secret)) << "in grace";
    EXPECT_TRUE(server.who(first.secret));
}

TEST_F(Accounts, InGraceBothCsrfTokensCount) {
    Server server(*database, clock);
    server.add("ada");
    const auto old = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(old.secret));
    const auto fresh = server.run(server.sessions.refresh(old.secret));
    const auto& sessions = server.sessions;
    for (const auto& secret : {old.secret, fresh.secret})
        for (const auto& header : {old.csrf_token, fresh.csrf_token})
            for (const auto& cookie : {old.csrf_token, fresh.csrf_token}) EXPECT_TRUE(sessions.csrf_matches(secret, header, cookie));
    clock.time += 11s;
    EXPECT_TRUE(sessions.csrf_matches(fresh.secret, fresh.csrf_token, fresh.csrf_token));
    EXPECT_FALSE(sessions.csrf_matches(fresh.secret, old.csrf_token, old.csrf_token));
    EXPECT_FALSE(sessions.csrf_matches(fresh.secret, fresh.csrf_token, ""));
    EXPECT_FALSE(sessions.csrf_matches(fresh.secret, "", fresh.csrf_token));
    EXPECT_FALSE(sessions.csrf_matches(fresh.secret, "x" + fresh.csrf_token, fresh.csrf_token));
}

TEST_F(Accounts, AfterGraceTheOldSecretIsDeadAndAudited) {
    Server server(*database, clock);
    server.add("ada");
    const auto old = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(old.secret));
    const auto fresh = server.run(server.sessions.refresh(old.secret));
    clock.time += 10s;
    EXPECT_TRUE(server.who(old.secret));
    clock.time += 1ms;
    EXPECT_EQ(server.failure_of(server.sessions.admit(old.secret, {})), Kind::session_expired);
    EXPECT_EQ(audited("retired_secret_used"), 1);
    EXPECT_TRUE(server.who(fresh.secret)) << "the new one lives";
    Server restarted(*database, clock);
    EXPECT_FALSE(restarted.who(old.secret));
    clock.time -= 1h;  // before that start; the secret's age can't be told
    Server earlier(*database, clock);
    EXPECT_FALSE(earlier.who(old.secret));
}

TEST_F(Accounts, AChainOfRefreshesWithinGraceLeadsToTheNewest) {
    Server server(*database, clock);
    server.add("ada");
    const auto first = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(first.secret));
    const auto second = server.run(server.sessions.refresh(first.secret));
    const auto third = server.run(server.sessions.refresh(second.secret));
    EXPECT_NE(second.secret, third.secret);
    EXPECT_EQ(server.run(server.sessions.refresh(first.secret)).secret, third.secret);
}

TEST_F(Accounts, IdleAndAbsoluteLimitsAreFinal) {
    Server server(*database, clock, {.idle = 100s, .absolute = 250s});
    server.add("ada");
    const auto idle = server.run(server.login("ada")).issued;
    const auto busy = server.run(server.login("ada")).issued;
    for (int i = 0; i < 4; ++i) {
        EXPECT_TRUE(server.who(busy.secret));
        if (i == 0) EXPECT_TRUE(server.who(idle.secret));
        clock.time += 50s;
    }
    EXPECT_FALSE(server.sessions.alive(idle.session.id));
    EXPECT_EQ(server.failure_of(server.sessions.admit(idle.secret, {})), Kind::session_expired);
    EXPECT_EQ(server.failure_of(server.sessions.refresh(idle.secret)), Kind::session_expired);
    EXPECT_TRUE(server.sessions.alive(busy.session.id));
    clock.time += 49s;
    EXPECT_TRUE(server.who(busy.secret));
    clock.time += 1s;
    EXPECT_EQ(server.failure_of(server.sessions.admit(busy.secret, {})), Kind::session_expired);
    clock.time -= 1h;
    Server restarted(*database, clock, {.idle = 100h, .absolute = 250h});
    EXPECT_FALSE(restarted.who(busy.secret)) << "what has ended does not come back";
    EXPECT_FALSE(restarted.who(idle.secret));
}

TEST_F(Accounts, RequestsSlideTheWindowButQuestionsOfStreamsDoNot) {
    Server server(*database, clock, {.idle = 100s, .absolute = 1000s});
    server.add("ada");
    const auto in = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(in.secret));
    clock.time += 99s;
    EXPECT_TRUE(server.sessions.alive(in.session.id));
    clock.time += 1s;
    EXPECT_FALSE(server.sessions.alive(in.session.id));
    EXPECT_FALSE(server.sessions.known(in.secret));
}

TEST_F(Accounts, SlidesAreWrittenAtMostOnceAMinute) {
    Server server(*database, clock);
    server.add("ada");
    const auto in = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(in.secret));
    const auto written = [&] {
        return database->read_now([](Transaction& tx) {
            return *tx.one("SELECT last_seen_at FROM sessions", [](const Row& row) { return row.time(0); });
        });
    };
    const auto began = clock.time;
    clock.time += 59s;
    ASSERT_TRUE(server.sessions.known(in.secret));
    server.run(server.sessions.write_seen(60s));
    EXPECT_EQ(written(), began);
    clock.time += 1s;
    ASSERT_TRUE(server.sessions.known(in.secret));
    server.run(server.sessions.write_seen(60s));
    EXPECT_EQ(written(), clock.time);
    clock.time += 5s;
    ASSERT_TRUE(server.sessions.known(in.secret));
    server.run(server.sessions.write_seen(60s));
    EXPECT_EQ(written(), clock.time - 5s);
    server.run(server.sessions.write_seen(0s));
    EXPECT_EQ(written(), clock.time) << "at the end everything is";
}

TEST_F(Accounts, EndsAreSeenByOtherProcessesWithTheNextPoll) {
    Server server(*database, clock);
    Server other(*database, clock);
    const auto ada = server.add("ada");
    server.add("root", Role::admin);
    const auto one = server.run(server.login("ada")).issued;
    const auto two = server.run(server.login("ada")).issued;
    for (const auto& secret : {one.secret, two.secret}) ASSERT_TRUE(server.who(secret) && other.who(secret));
    AuditEntry audit{.at = clock.time, .actor = ada.id.text(), .action = "session_revoked"};
    EXPECT_TRUE(server.run(server.sessions.end(ada.id, one.session.id, audit)));
    EXPECT_FALSE(server.run(server.sessions.end(ada.id, one.session.id, audit))) << "once only";
    EXPECT_FALSE(server.sessions.alive(one.session.id));
    other.run(other.sessions.sync());
    EXPECT_FALSE(other.sessions.alive(one.session.id));
    EXPECT_FALSE(other.who(one.secret));
    EXPECT_TRUE(other.sessions.known(two.secret)) << "the others stay in memory";
    other.run(other.users.disable("ada@example.org", "command"));
    server.run(server.sessions.sync());
    EXPECT_FALSE(server.who(two.secret));
}

TEST_F(Accounts, SessionsOfOthersAreAbsent) {
    Server server(*database, clock);
    const auto ada = server.add("ada");
    server.add("bob");
    const auto bobs = server.run(server.login("bob")).issued;
    EXPECT_FALSE(server.run(server.sessions.end(ada.id, bobs.session.id, {.at = clock.time})));
    EXPECT_TRUE(server.who(bobs.secret));
}

TEST_F(Accounts, TheNewestSessionEvictsTheOldest) {
    Server server(*database, clock, {.max_per_user = 3});
    const auto ada = server.add("ada");
    std::vector<Issued> all;
    for (int i = 0; i < 5; ++i) {
        all.push_back(server.run(server.login("ada")).issued);
        clock.time += 1s;
    }
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(server.who(all[i].secret).has_value(), i >= 2) << i;
    EXPECT_EQ(server.run(server.sessions.of_user(ada.id)).size(), 3u);
}

TEST_F(Accounts, APasswordChangeKeepsThisSessionAndEndsTheOthers) {
    Server server(*database, clock);
    server.add("ada");
    const auto mine = server.run(server.login("ada")).issued;
    const auto other = server.run(server.login("ada")).issued;
    const auto caller = server.who(mine.secret);
    ASSERT_TRUE(caller && server.who(other.secret));
    const auto next = *NewPassword::parse("another long password 2");
    EXPECT_EQ(server.failure_of(server.change_password(*caller, mine.secret, "wrong one here", next, {})), Kind::invalid_credentials);
    EXPECT_EQ(server.failure_of(server.change_password(*caller, mine.secret, password, *NewPassword::parse("password1234"), {})),
              Kind::validation_failed);
    EXPECT_TRUE(server.who(other.secret)) << "nothing has changed so far";
    const auto changed = server.run(server.change_password(*caller, mine.secret, password, next, {}));
    EXPECT_NE(changed.issued.secret, mine.secret);
    EXPECT_EQ(changed.issued.session.id, mine.session.id);
    EXPECT_TRUE(server.who(changed.issued.secret));
    EXPECT_FALSE(server.who(other.secret));
    EXPECT_EQ(server.failure_of(server.login("ada")), Kind::invalid_credentials);
    EXPECT_EQ(server.failure_of(server.login("ada", next.text)), std::nullopt);
}

TEST_F(Accounts, AnAdministratorsPasswordChangeEndsEverySession) {
    Server server(*database, clock);
    server.add("ada");
    const auto in = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(in.secret));
    server.run(server.users.set_password("Ada@example.org", *NewPassword::parse("another long password 2"), "command"));
    server.run(server.sessions.sync());
    EXPECT_FALSE(server.who(in.secret));
    EXPECT_EQ(server.failure_of(server.users.set_password("nobody@x", *NewPassword::parse("another long password 2"), "command")),
              Kind::not_found);
}

TEST_F(Accounts, ARoleChangeRotatesAtTheNextRequest) {
    Server server(*database, clock);
    const auto ada = server.add("ada");
    const auto in = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(in.secret));
    database->write_now([&](Transaction& tx) {
        tx.run("UPDATE users SET role = 'read_only' WHERE id = $1", ada.id);
        tx.run("UPDATE security_epoch SET value = value + 1");
        tx.run("UPDATE sessions SET must_rotate = 1, changed = (SELECT value FROM security_epoch) WHERE user_id = $1", ada.id);
    });
    server.run(server.sessions.sync());
    EXPECT_FALSE(server.sessions.known(in.secret));
    const auto admitted = server.run(server.sessions.admit(in.secret, {}));
    EXPECT_EQ(admitted.caller.role, Role::read_only);
    ASSERT_TRUE(admitted.rotated);
    EXPECT_NE(admitted.rotated->secret, in.secret);
    EXPECT_TRUE(server.sessions.known(admitted.rotated->secret));
    EXPECT_FALSE(server.run(server.sessions.admit(in.secret, {})).rotated) << "once";
}

TEST_F(Accounts, OfParallelSetUpsExactlyOneWins) {
    Server server(*database, clock);
    EXPECT_FALSE(server.run(server.set_up.is_done()));
    asio::io_context context;
    int won = 0;
    int already = 0;
    for (int i = 0; i < 8; ++i) {
        auto admin = first_admin(server);
        admin.email = *Email::parse(std::to_string(i) + "@example.org");
        admin.username = *Username::parse("user" + std::to_string(i));
        asio::co_spawn(context, server.set_up(std::move(admin), {}), [&](std::exception_ptr error, const SignedIn&) {
            try {
                if (error) std::rethrow_exception(error);
                ++won;
            } catch (const Failure& failure) {
                already += failure.kind == Kind::already_set_up;
            }
        });
    }
    context.run();
    EXPECT_EQ(won, 1);
    EXPECT_EQ(already, 7);
    EXPECT_TRUE(server.run(server.set_up.is_done()));
    EXPECT_EQ(server.run(server.users.all()).size(), 1u);
}

TEST_F(Accounts, SetUpNeedsItsTokenAndEndsWithAnAdministratorFromTheShell) {
    Server server(*database, clock);
    auto admin = first_admin(server);
    admin.token = "wrong";
    EXPECT_EQ(server.failure_of(server.set_up(admin, {})), Kind::invalid_credentials);
    EXPECT_EQ(audited("setup_refused"), 1);
    server.add("member");
    EXPECT_FALSE(server.run(server.set_up.is_done()));
    server.add("root", Role::admin);
    EXPECT_EQ(server.failure_of(server.set_up(first_admin(server), {})), Kind::already_set_up);
    EXPECT_EQ(server.failure_of(server.set_up(admin, {})), Kind::already_set_up);
    Server next(*database, clock);
    EXPECT_NE(next.set_up.token(), server.set_up.token());
    EXPECT_GE(next.set_up.token().size(), 22u) << "128 bits";
}

TEST_F(Accounts, SetUpSignsIn) {
    Server server(*database, clock);
    const auto in = server.run(server.set_up(first_admin(server), {"192.0.2.1", ""}));
    EXPECT_EQ(in.user.role, Role::admin);
    EXPECT_EQ(server.who(in.issued.secret)->user_id, in.user.id);
}

TEST_F(Accounts, NamesAreUniqueWithoutCase) {
    Server server(*database, clock);
    server.add("ada");
    const auto add = [&](const char* email, const char* name) {
        return server.failure_of(server.users.add({*Email::parse(email), *Username::parse(name), *NewPassword::parse(password)}, "command"));
    };
    EXPECT_EQ(add("ADA@EXAMPLE.ORG", "other"), Kind::conflict);
    EXPECT_EQ(add("other@example.org", "ADA"), Kind::conflict);
    EXPECT_EQ(add("other@example.org", "other"), std::nullopt);
}

TEST_F(Accounts, TheLastEnabledAdministratorStays) {
    Server server(*database, clock);
    server.add("one", Role::admin);
    EXPECT_EQ(server.failure_of(server.users.disable("one@example.org", "command")), Kind::last_admin);
    server.add("two", Role::admin);
    EXPECT_EQ(server.failure_of(server.users.disable("one@example.org", "command")), std::nullopt);
    EXPECT_EQ(server.failure_of(server.users.disable("two@example.org", "command")), Kind::last_admin);
    EXPECT_EQ(server.failure_of(server.users.disable("nobody@example.org", "command")), Kind::not_found);
}

TEST_F(Accounts, AnAddressIsThrottledWhoeverItTries) {
    Server server(*database, clock, {}, 5);
    server.add("ada");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(server.failure_of(server.login("nobody" + std::to_string(i))), Kind::invalid_credentials);
    try {
        server.run(server.login("ada"));
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind, Kind::rate_limit_exceeded);
        const auto wait = failure.details.at("retry_after_seconds").as_int64();
        EXPECT_GE(wait, 1);
        EXPECT_LE(wait, 12);
    }
    EXPECT_EQ(server.failure_of(server.login("ada", password, "192.0.2.9")), std::nullopt);
}

TEST_F(Accounts, StrangersFailuresDoNotLockAKnownAddressOut) {
    Server server(*database, clock, {}, 5);
    server.add("ada");
    server.run(server.login("ada", password, "192.0.2.5"));
    std::optional<Kind> last;
    for (int i = 0; i < 6; ++i) last = server.failure_of(server.login("ada", "not the password", "198.51.100." + std::to_string(i)));
    EXPECT_EQ(last, Kind::rate_limit_exceeded);
    EXPECT_EQ(server.failure_of(server.login("ada", password, "203.0.113.1")), Kind::rate_limit_exceeded) << "an unknown address";
    EXPECT_EQ(server.failure_of(server.login("ada", password, "192.0.2.5")), std::nullopt);
}

TEST_F(Accounts, SuccessesDoNotCountAgainstTheAccount) {
    Server server(*database, clock, {}, 3);
    server.add("ada");
    for (int i = 0; i < 8; ++i)
        EXPECT_EQ(server.failure_of(server.login("ada", password, "203.0.113." + std::to_string(i))), std::nullopt);
}

TEST_F(Accounts, TheWatchSeesWhatAnotherProcessDid) {
    SessionClock real;
    Server server(*database, real);
    Server shell(*database, real);
    server.add("ada");
    const auto in = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(in.secret));
    SessionWatch watch(server.sessions);
    asio::io_context context;
    asio::co_spawn(context, watch.run(), [](std::exception_ptr error) { EXPECT_FALSE(error); });
    std::jthread runs([&] { context.run(); });
    shell.run(shell.users.set_password("ada@example.org", *NewPassword::parse("another long password 2"), "command"));
    const auto changed = std::chrono::steady_clock::now();
    while (server.sessions.alive(in.session.id) && std::chrono::steady_clock::now() - changed < 5s) std::this_thread::yield();
    EXPECT_LT(std::chrono::steady_clock::now() - changed, 1s);
    watch.stop();
}

}  // namespace
}  // namespace rustygpt::storage
