#include <gtest/gtest.h>

#include "storage/account_test.h"

namespace rustygpt::storage::testing_accounts {
namespace {

class StoredTokens : public testing::Test, protected Bed {
protected:
    // Somebody signed in, and their caller.
    Caller person(Server& server, const std::string& name, Role role = Role::member) {
        server.add(name, role);
        return *server.who(server.run(server.login(name)).issued.secret);
    }
    static TokenWish wish(std::vector<Scope> scopes = {Scope::chat}) {
        return {.name = *Label::parse("a script"), .scopes = std::move(scopes)};
    }
    MadeToken make(Server& server, const Caller& caller, std::vector<Scope> scopes = {Scope::chat}) {
        return server.run(server.tokens.make(caller, wish(std::move(scopes)), "192.0.2.1"));
    }
    // Is the token taken, from memory or the database?
    static bool works(Server& server, const std::string& text, Scope scope = Scope::chat) {
        if (server.tokens.known(text, scope)) return true;
        return !server.failure_of(server.tokens.admit(text, scope));
    }
};

TEST_F(StoredTokens, ATokenStandsForItsOwnerAndIsStoredHashed) {
    Server server(*database, clock);
    const auto ada = person(server, "ada");
    const auto made = make(server, ada);
    EXPECT_TRUE(made.text.starts_with("rgp_") && made.text.size() == 47) << "256 bits in base64url";
    EXPECT_TRUE(made.text.starts_with(made.token.prefix) && made.token.prefix.size() == 12);
    EXPECT_EQ(made.token.expires_at, clock.time + Tokens::default_lifetime);
    EXPECT_FALSE(server.tokens.known(made.text, Scope::chat)) << "not in memory yet";
    const auto caller = server.run(server.tokens.admit(made.text, Scope::chat));
    EXPECT_EQ(caller.user_id, ada.user_id);
    EXPECT_EQ(caller.session_id, made.token.id);
    EXPECT_TRUE(server.tokens.known(made.text, Scope::chat)) << "from memory now";
    const auto stored = database->read_now([](Transaction& tx) {
        return *tx.one("SELECT token_hash || name || prefix || scopes FROM api_tokens",
                       [](const Row& row) { return row.text(0); });
    });
    EXPECT_TRUE(stored.starts_with(hex(sha256(made.text))));
    EXPECT_EQ(stored.find(made.text), std::string::npos);
    EXPECT_EQ(audited("token_created"), 1);
}

TEST_F(StoredTokens, ScopesAndFormAreChecked) {
    Server server(*database, clock);
    const auto made = make(server, person(server, "ada"), {Scope::read, Scope::documents});
    EXPECT_EQ(server.failure_of(server.tokens.admit(made.text, Scope::chat)), Kind::insufficient_scope);
    EXPECT_THROW(server.tokens.known(made.text, Scope::chat), Failure) << "from memory too";
    EXPECT_TRUE(works(server, made.text, Scope::documents));
    auto other = made.text;
    other.back() = other.back() == 'A' ? 'B' : 'A';
    for (const auto& text : {other, made.text + "A", made.text.substr(4), made.text.substr(0, 46), std::string("rgp_"),
                             std::string(), "RGP_" + made.text.substr(4), "rgp_" + std::string(42, 'A') + "="})
        EXPECT_EQ(server.failure_of(server.tokens.admit(text, Scope::read)), Kind::invalid_token) << text;
}

TEST_F(StoredTokens, WishesAreHeldToTheRules) {
    Server server(*database, clock);
    const auto ada = person(server, "ada");
    const auto refused = [&](TokenWish asked) { return server.failure_of(server.tokens.make(ada, asked, "")); };
    EXPECT_EQ(refused(wish({})), Kind::validation_failed);
    EXPECT_EQ(refused(wish({Scope::chat, Scope::chat})), Kind::validation_failed);
    EXPECT_EQ(refused(wish({Scope::chat, Scope::admin})), Kind::validation_failed) << "beyond the role";
    EXPECT_EQ(refused(wish({Scope::metrics})), Kind::validation_failed);
    auto timed = wish();
    for (const auto at : {clock.time, clock.time - 1h, clock.time + Tokens::longest_lifetime + 1ms}) {
        timed.expires_at = at;
        EXPECT_EQ(refused(timed), Kind::validation_failed);
    }
    timed.expires_at = clock.time + Tokens::longest_lifetime;
    EXPECT_EQ(refused(timed), std::nullopt);
    for (std::int64_t i = 1; i < Tokens::most_per_user; ++i) make(server, ada);
    EXPECT_EQ(refused(wish()), Kind::conflict) << "too many";
    EXPECT_EQ(audited("token_created"), Tokens::most_per_user);
}

TEST_F(StoredTokens, WhoMakesAndRevokesAllDayIsStopped) {
    Server server(*database, clock);
    const auto ada = person(server, "ada");
    for (std::int64_t i = 0; i < Tokens::most_per_day; ++i)
        server.run(server.tokens.revoke(ada, make(server, ada).token.id, ""));
    EXPECT_EQ(server.failure_of(server.tokens.make(ada, wish(), "")), Kind::rate_limit_exceeded);
    clock.time += 24h + 1ms;
    EXPECT_EQ(server.failure_of(server.tokens.make(ada, wish(), "")), std::nullopt);
}

TEST_F(StoredTokens, WhatHappenedMeanwhileIsSeenInTheTransaction) {
    Server server(*database, clock);
    auto ada = person(server, "ada", Role::admin);
    person(server, "root", Role::admin);
    server.run(server.change("ada@example.org", {.role = Role::member}));
    EXPECT_EQ(server.failure_of(server.tokens.make(ada, wish({Scope::admin}), "")), Kind::validation_failed)
        << "the caller believes to be an administrator still";
    server.run(server.change("ada@example.org", {.disabled = true}));
    EXPECT_EQ(server.failure_of(server.tokens.make(ada, wish(), "")), Kind::session_expired);
}

TEST_F(StoredTokens, TheyEndByTime) {
    Server server(*database, clock);
    const auto ada = person(server, "ada");
    const auto made = make(server, ada);
    ASSERT_TRUE(works(server, made.text));
    clock.time += Tokens::default_lifetime;
    EXPECT_FALSE(server.tokens.alive(made.token.id));
    EXPECT_FALSE(works(server, made.text));
    EXPECT_TRUE(server.run(server.tokens.of_user(ada.user_id)).empty());
    EXPECT_EQ(server.failure_of(server.tokens.revoke(ada, made.token.id, "")), Kind::not_found);
}

TEST_F(StoredTokens, EndsAreSeenByOtherProcessesWithTheNextPoll) {
    Server server(*database, clock);
    Server other(*database, clock);
    const auto ada = person(server, "ada");
    const auto bob = person(server, "bob");
    const auto one = make(server, ada);
    const auto two = make(server, ada);
    const auto bobs = make(server, bob);
    for (const auto& text : {one.text, two.text, bobs.text}) ASSERT_TRUE(works(server, text) && works(other, text));
    EXPECT_EQ(server.failure_of(server.tokens.revoke(bob, one.token.id, "")), Kind::not_found) << "not theirs";
    EXPECT_EQ(server.failure_of(server.tokens.revoke(ada, one.token.id, "")), std::nullopt);
    EXPECT_EQ(server.failure_of(server.tokens.revoke(ada, one.token.id, "")), Kind::not_found) << "once only";
    EXPECT_FALSE(works(server, one.text));
    other.run(other.tokens.sync());
    EXPECT_FALSE(works(other, one.text));
    EXPECT_TRUE(other.tokens.known(two.text, Scope::chat)) << "the others stay in memory";
    server.run(server.change("ada@example.org", {.disabled = true}));
    other.run(other.tokens.sync());
    EXPECT_FALSE(other.tokens.alive(two.token.id));
    EXPECT_FALSE(works(other, two.text));
    server.run(server.change("ada@example.org", {.disabled = false}));
    EXPECT_FALSE(works(other, two.text)) << "what has ended does not come back";
    EXPECT_TRUE(works(other, bobs.text));
    EXPECT_EQ(audited("token_revoked"), 1);
}

TEST_F(StoredTokens, PasswordsEndThemAndRolesActOnThem) {
    Server server(*database, clock);
    person(server, "root", Role::admin);
    const auto ada = person(server, "ada", Role::admin);
    const auto made = make(server, ada, {Scope::chat, Scope::admin});
    ASSERT_TRUE(works(server, made.text));
    server.run(server.change("ada@example.org", {.role = Role::read_only}));
    server.run(server.tokens.sync());
    EXPECT_EQ(server.tokens.known(made.text, Scope::admin)->role, Role::read_only) << "the route's role refuses it";
    server.run(server.change("ada@example.org", {.password = *NewPassword::parse("another long password 2")}));
    server.run(server.tokens.sync());
    EXPECT_FALSE(works(server, made.text));

    const auto bob = person(server, "bob");
    const auto secret = server.run(server.login("bob")).issued.secret;
    const auto bobs = make(server, bob);
    ASSERT_TRUE(works(server, bobs.text) && server.who(secret));
    server.run(server.change_password(*server.who(secret), secret, password,
                                      *NewPassword::parse("another long password 3"), {}));
    EXPECT_FALSE(works(server, bobs.text)) << "a person's own change ends them at once";
}

TEST_F(StoredTokens, LastUsesAreListedAtOnceAndWrittenLater) {
    Server server(*database, clock);
    Server other(*database, clock);
    const auto ada = person(server, "ada");
    const auto made = make(server, ada);
    EXPECT_FALSE(server.run(server.tokens.of_user(ada.user_id)).front().last_used_at);
    ASSERT_TRUE(works(server, made.text));
    EXPECT_EQ(server.run(server.tokens.of_user(ada.user_id)).front().last_used_at, clock.time);
    EXPECT_FALSE(other.run(other.tokens.of_user(ada.user_id)).front().last_used_at) << "not written yet";
    server.run(server.tokens.write_used(60s));
    EXPECT_EQ(other.run(other.tokens.of_user(ada.user_id)).front().last_used_at, clock.time);
}

TEST_F(StoredTokens, RowsAreForgottenADayAfterTheirEnd) {
    Server server(*database, clock);
    const auto ada = person(server, "ada");
    const auto made = make(server, ada);
    server.run(server.tokens.revoke(ada, made.token.id, ""));
    const auto rows = [&] {
        return database->read_now([](Transaction& tx) {
            return *tx.one("SELECT count(*) FROM api_tokens", [](const Row& row) { return row.integer(0); });
        });
    };
    clock.time += 24h;
    make(server, ada);
    EXPECT_EQ(rows(), 2);
    clock.time += 1ms;
    make(server, ada);
    EXPECT_EQ(rows(), 2) << "one came, one went";
}

}  // namespace
}  // namespace rustygpt::storage::testing_accounts
