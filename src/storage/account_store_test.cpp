#include "storage/account_test.h"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "base/run_blocking.h"

namespace rustygpt::storage::testing_accounts {

void Server::finish(Task<> task) { run_blocking(std::move(task)); }

namespace {

class Accounts : public testing::Test, protected Bed {
protected:
    static FirstAdmin first_admin(const Server& server) {
        return {*Username::parse("ada"), *Email::parse("ada@example.org"), *NewPassword::parse(password),
                server.set_up.token()};
    }
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
    server.run(server.change("ADA@example.org", {.disabled = true}));
    EXPECT_EQ(server.failure_of(server.login("ada", "not the password")), Kind::invalid_credentials);
    EXPECT_EQ(audited("login_refused"), 0);
    EXPECT_EQ(server.failure_of(server.login("ada")), Kind::user_disabled);
    EXPECT_EQ(audited("login_refused"), 1);
    server.run(server.change("ada@example.org", {.disabled = false}));
    EXPECT_EQ(server.failure_of(server.login("ada")), std::nullopt);
}

TEST_F(Accounts, OnlyHashesAreStored) {
    Server server(*database, clock);
    server.add("ada");
    const auto in = server.run(server.login("ada"));
    const auto stored = database->read_now([](Transaction& tx) {
        return *tx.one("SELECT u.password_hash || s.secret_hash FROM users u, sessions s",
                       [](const Row& row) { return row.text(0); });
    });
    EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << stored;
    EXPECT_TRUE(stored.ends_with(hex(sha256(in.issued.secret))));
    EXPECT_EQ(stored.find(in.issued.secret), std::string::npos);
}

TEST_F(Accounts, APasswordChangeKeepsThisSessionAndEndsTheOthers) {
    Server server(*database, clock);
    server.add("ada");
    const auto mine = server.run(server.login("ada")).issued;
    const auto other = server.run(server.login("ada")).issued;
    const auto caller = server.who(mine.secret);
    ASSERT_TRUE(caller && server.who(other.secret));
    const auto next = *NewPassword::parse("another long password 2");
    EXPECT_EQ(server.failure_of(server.change_password(*caller, mine.secret, "wrong one here", next, {})),
              Kind::invalid_credentials);
    EXPECT_EQ(server.failure_of(
                  server.change_password(*caller, mine.secret, password, *NewPassword::parse("password1234"), {})),
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
    server.run(server.change("Ada@example.org", {.password = *NewPassword::parse("another long password 2")}));
    server.run(server.sessions.sync());
    EXPECT_FALSE(server.who(in.secret));
    EXPECT_EQ(server.failure_of(server.change("nobody@x", {.disabled = true})), Kind::not_found);
}

TEST_F(Accounts, OfParallelSetUpsExactlyOneWins) {
    Server server(*database, clock);
    EXPECT_FALSE(server.run(server.set_up.is_done()));
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
        return server.failure_of(server.users.add(
            {*Email::parse(email), *Username::parse(name), *NewPassword::parse(password)}, {"command"}));
    };
    EXPECT_EQ(add("ADA@EXAMPLE.ORG", "other"), Kind::conflict);
    EXPECT_EQ(add("other@example.org", "ADA"), Kind::conflict);
    EXPECT_EQ(add("other@example.org", "other"), std::nullopt);
}

TEST_F(Accounts, TheLastEnabledAdministratorStays) {
    Server server(*database, clock);
    server.add("one", Role::admin);
    EXPECT_EQ(server.failure_of(server.change("one@example.org", {.disabled = true})), Kind::last_admin);
    server.add("two", Role::admin);
    EXPECT_EQ(server.failure_of(server.change("one@example.org", {.disabled = true})), std::nullopt);
    EXPECT_EQ(server.failure_of(server.change("two@example.org", {.disabled = true})), Kind::last_admin);
    EXPECT_EQ(server.failure_of(server.change("nobody@example.org", {.disabled = true})), Kind::not_found);
}

TEST_F(Accounts, AnAddressIsThrottledWhoeverItTries) {
    Server server(*database, clock, {}, 5);
    server.add("ada");
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(server.failure_of(server.login("nobody" + std::to_string(i))), Kind::invalid_credentials);
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
    for (int i = 0; i < 6; ++i)
        last = server.failure_of(server.login("ada", "not the password", "198.51.100." + std::to_string(i)));
    EXPECT_EQ(last, Kind::rate_limit_exceeded);
    EXPECT_EQ(server.failure_of(server.login("ada", password, "203.0.113.1")), Kind::rate_limit_exceeded)
        << "an unknown address";
    EXPECT_EQ(server.failure_of(server.login("ada", password, "192.0.2.5")), std::nullopt);
}

TEST_F(Accounts, SuccessesDoNotCountAgainstTheAccount) {
    Server server(*database, clock, {}, 3);
    server.add("ada");
    for (int i = 0; i < 8; ++i)
        EXPECT_EQ(server.failure_of(server.login("ada", password, "203.0.113." + std::to_string(i))), std::nullopt);
}

}  // namespace
}  // namespace rustygpt::storage::testing_accounts
