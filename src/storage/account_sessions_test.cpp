#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "storage/account_test.h"

namespace rustygpt::storage::testing_accounts {
namespace {

class StoredSessions : public testing::Test, protected Bed {};

TEST_F(StoredSessions, ASessionHandleAuthenticatesNobody) {
    Server server(*database, clock);
    server.add("ada");
    const auto in = server.run(server.login("ada"));
    EXPECT_FALSE(server.who(in.issued.session.id.text()));
    EXPECT_EQ(server.failure_of(server.sessions.admit("nonsense", {})), Kind::authentication_required);
}

TEST_F(StoredSessions, RefreshesOfOneSecretMeetAtOneSuccessor) {
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

TEST_F(StoredSessions, InGraceBothCsrfTokensCount) {
    Server server(*database, clock);
    server.add("ada");
    const auto old = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(old.secret));
    const auto fresh = server.run(server.sessions.refresh(old.secret));
    const auto& sessions = server.sessions;
    for (const auto& secret : {old.secret, fresh.secret})
        for (const auto& header : {old.csrf_token, fresh.csrf_token})
            for (const auto& cookie : {old.csrf_token, fresh.csrf_token})
                EXPECT_TRUE(sessions.csrf_matches(secret, header, cookie));
    clock.time += 11s;
    EXPECT_TRUE(sessions.csrf_matches(fresh.secret, fresh.csrf_token, fresh.csrf_token));
    EXPECT_FALSE(sessions.csrf_matches(fresh.secret, old.csrf_token, old.csrf_token));
    EXPECT_FALSE(sessions.csrf_matches(fresh.secret, fresh.csrf_token, ""));
    EXPECT_FALSE(sessions.csrf_matches(fresh.secret, "", fresh.csrf_token));
    EXPECT_FALSE(sessions.csrf_matches(fresh.secret, "x" + fresh.csrf_token, fresh.csrf_token));
}

TEST_F(StoredSessions, ANewServerKeySignsNobodyOut) {
    Server before(*database, clock);
    before.add("ada");
    const auto first = before.run(before.login("ada")).issued;
    ASSERT_TRUE(before.who(first.secret));
    const auto second = before.run(before.sessions.refresh(first.secret));

    Server after(*database, clock, {}, 100'000, {std::string(32, 'n'), std::string(32, 'k'), clock.time + 24h});
    ASSERT_TRUE(after.who(first.secret)) << "in grace";
    const auto again = after.run(after.sessions.refresh(first.secret));
    EXPECT_EQ(again.secret, second.secret) << "a rotation by the key before leads to the same successor";
    EXPECT_NE(again.csrf_token, second.csrf_token) << "tokens are made with the new key";
    for (const auto& token : {second.csrf_token, again.csrf_token})
        EXPECT_TRUE(after.sessions.csrf_matches(second.secret, token, token));
    EXPECT_FALSE(after.sessions.csrf_matches(second.secret, "", ""));

    const auto third = after.run(after.sessions.refresh(second.secret));
    EXPECT_EQ(after.run(after.sessions.refresh(first.secret)).secret, third.secret) << "one step by either key";
}

TEST_F(StoredSessions, TheKeyBeforeCountsForItsTimeOnly) {
    const SessionPolicy long_lived{.idle = std::chrono::hours(100)};
    Server before(*database, clock, long_lived);
    before.add("ada");
    const auto in = before.run(before.login("ada")).issued;
    Server after(*database, clock, long_lived, 100'000, {std::string(32, 'n'), std::string(32, 'k'), clock.time + 24h});
    ASSERT_TRUE(after.who(in.secret));
    EXPECT_TRUE(after.sessions.csrf_matches(in.secret, in.csrf_token, in.csrf_token));
    clock.time += 24h;
    EXPECT_FALSE(after.sessions.csrf_matches(in.secret, in.csrf_token, in.csrf_token));
    EXPECT_TRUE(after.who(in.secret)) << "the session itself goes on";
}

TEST_F(StoredSessions, AfterGraceTheOldSecretIsDeadAndAudited) {
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
    EXPECT_EQ(server.failure_of(server.sessions.admit(old.secret, {})), Kind::session_expired);
    EXPECT_EQ(audited("retired_secret_used"), 1) << "told once a minute and address";
    EXPECT_EQ(server.failure_of(server.sessions.admit(old.secret, {"192.0.2.7", ""})), Kind::session_expired);
    EXPECT_EQ(audited("retired_secret_used"), 2);
    EXPECT_TRUE(server.who(fresh.secret)) << "the new one lives";
    Server restarted(*database, clock);
    EXPECT_FALSE(restarted.who(old.secret));
    clock.time -= 1h;  // before that start; the secret's age can't be told
    Server earlier(*database, clock);
    EXPECT_FALSE(earlier.who(old.secret));
}

TEST_F(StoredSessions, AChainOfRefreshesWithinGraceLeadsToTheNewest) {
    Server server(*database, clock);
    server.add("ada");
    const auto first = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(first.secret));
    const auto second = server.run(server.sessions.refresh(first.secret));
    const auto third = server.run(server.sessions.refresh(second.secret));
    EXPECT_NE(second.secret, third.secret);
    EXPECT_EQ(server.run(server.sessions.refresh(first.secret)).secret, third.secret);
}

TEST_F(StoredSessions, IdleAndAbsoluteLimitsAreFinal) {
    Server server(*database, clock, {.idle = 100s, .absolute = 250s});
    server.add("ada");
    const auto idle = server.run(server.login("ada")).issued;
    const auto busy = server.run(server.login("ada")).issued;
    for (int i = 0; i < 4; ++i) {
        EXPECT_TRUE(server.who(busy.secret));
        if (i == 0) {
            EXPECT_TRUE(server.who(idle.secret));
        }
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

TEST_F(StoredSessions, RequestsSlideTheWindowButQuestionsOfStreamsDoNot) {
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

TEST_F(StoredSessions, SlidesAreWrittenAtMostOnceAMinute) {
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

TEST_F(StoredSessions, EndsAreSeenByOtherProcessesWithTheNextPoll) {
    Server server(*database, clock);
    Server other(*database, clock);
    const auto ada = server.add("ada");
    server.add("root", Role::admin);
    const auto one = server.run(server.login("ada")).issued;
    const auto two = server.run(server.login("ada")).issued;
    for (const auto& secret : {one.secret, two.secret}) ASSERT_TRUE(server.who(secret) && other.who(secret));
    AuditEntry audit{.at = clock.time, .actor = ada.id.text(), .action = "session_revoked"};
    EXPECT_TRUE(server.run(server.sessions.end(ada.id, one.session.id, true, audit)));
    EXPECT_FALSE(server.run(server.sessions.end(ada.id, one.session.id, true, audit))) << "once only";
    EXPECT_FALSE(server.sessions.alive(one.session.id));
    other.run(other.sessions.sync());
    EXPECT_FALSE(other.sessions.alive(one.session.id));
    EXPECT_FALSE(other.who(one.secret));
    EXPECT_TRUE(other.sessions.known(two.secret)) << "the others stay in memory";
    other.run(other.change("ada@example.org", {.disabled = true}));
    server.run(server.sessions.sync());
    EXPECT_FALSE(server.who(two.secret));
}

TEST_F(StoredSessions, SessionsOfOthersAreAbsent) {
    Server server(*database, clock);
    const auto ada = server.add("ada");
    server.add("bob");
    const auto bobs = server.run(server.login("bob")).issued;
    EXPECT_FALSE(server.run(server.sessions.end(ada.id, bobs.session.id, true, {.at = clock.time})));
    EXPECT_TRUE(server.who(bobs.secret));
}

TEST_F(StoredSessions, ASignInTakesThePlaceOfTheSessionThatCameAlong) {
    Server server(*database, clock);
    const auto ada = server.add("ada");
    const auto former = server.run(server.login("ada"));
    const auto session_of = [&](const Issued& issued) { return server.run(server.sessions.living(issued.secret, {})); };
    const auto begin = [&](const std::string& hash) {
        auto next = server.sessions.begin(ada.id, {"192.0.2.1", ""});
        AuditEntry login{.at = clock.time, .actor = ada.id.text(), .action = "login"};
        AuditEntry logout{.at = clock.time, .actor = ada.id.text(), .action = "logout"};
        return server.run(server.store->begin_session(next.session, hash, std::move(login),
                                                      ReplacedSession{former.issued.session.id, std::move(logout)}));
    };
    ASSERT_TRUE(session_of(former.issued));
    EXPECT_FALSE(begin("another hash by now"));
    server.run(server.sessions.sync());
    EXPECT_TRUE(session_of(former.issued)) << "what does not begin ends nothing";
    const auto hash = server.run(server.store->credentials_of(ada.id))->password_hash;
    EXPECT_TRUE(begin(hash));
    server.run(server.sessions.sync());
    EXPECT_FALSE(session_of(former.issued));
    EXPECT_FALSE(server.sessions.revoked(former.issued.session.id)) << "its prompts are answered";
    EXPECT_TRUE(begin(hash)) << "it has ended already";
}

TEST_F(StoredSessions, TheNewestSessionEvictsTheOldest) {
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

TEST_F(StoredSessions, ARoleChangeRotatesAtTheNextRequest) {
    Server server(*database, clock);
    server.add("ada");
    const auto in = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(in.secret));
    server.run(server.change("ada@example.org", {.role = Role::read_only}));
    server.run(server.sessions.sync());
    EXPECT_FALSE(server.sessions.known(in.secret));
    const auto admitted = server.run(server.sessions.admit(in.secret, {}));
    EXPECT_EQ(admitted.caller.role, Role::read_only);
    ASSERT_TRUE(admitted.rotated);
    EXPECT_NE(admitted.rotated->secret, in.secret);
    EXPECT_TRUE(server.sessions.known(admitted.rotated->secret));
    EXPECT_FALSE(server.run(server.sessions.admit(in.secret, {})).rotated) << "once";
}

TEST_F(StoredSessions, TheWatchSeesWhatAnotherProcessDid) {
    SessionClock real;
    Server server(*database, real);
    Server shell(*database, real);
    server.add("ada");
    const auto in = server.run(server.login("ada")).issued;
    ASSERT_TRUE(server.who(in.secret));
    SessionWatch watch(server.sessions, server.tokens);
    asio::co_spawn(context, watch.run(), [](std::exception_ptr error) { EXPECT_FALSE(error); });
    std::jthread runs([&] { context.run(); });
    shell.run(shell.change("ada@example.org", {.password = *NewPassword::parse("another long password 2")}));
    const auto changed = std::chrono::steady_clock::now();
    while (server.sessions.alive(in.session.id) && std::chrono::steady_clock::now() - changed < 5s)
        std::this_thread::yield();
    EXPECT_LT(std::chrono::steady_clock::now() - changed, 1s);
    watch.stop();
}

}  // namespace
}  // namespace rustygpt::storage::testing_accounts
