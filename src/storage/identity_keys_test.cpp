#include "storage/identity_keys.h"

#include <gtest/gtest.h>

#include "base/run_blocking.h"
#include "base/utf8.h"
#include "storage/account_test.h"
#include "storage/migrations.h"
#include "storage/sqlite/connection.h"

namespace rustygpt::storage::testing_accounts {
namespace {

// The rows that an earlier release would have written: keys in NFC and case folded.
class IdentityKeys : public testing::Test, protected Bed {
protected:
    User add_as_before(Server& server, const std::string& placeholder, const std::string& email,
                       const std::string& username) {
        const auto user = server.add(placeholder);
        database->write_now([&](Transaction& tx) {
            tx.run("UPDATE users SET email = $1, email_key = $2, username = $3, username_key = $4 WHERE id = $5", email,
                   *utf8::fold(email), username, *utf8::fold(username), user.id);
        });
        return user;
    }
    void renew() {
        database->write_now([](Transaction& tx) { renew_identity_keys(tx); });
    }
    std::string keys_of(const User& user) {
        return database->read_now([&](Transaction& tx) {
            return *tx.one(
                "SELECT email_key || ' ' || username_key FROM users WHERE id = $1",
                [](const Row& row) { return row.text(0); }, user.id);
        });
    }
    static Id who(Server& server, const std::string& email) {
        return server.run(server.sign_in(email, password, {"192.0.2.1", "test"})).user.id;
    }
};

TEST_F(IdentityKeys, AreMadeAnewAndPeopleSignInAsBefore) {
    Server server(*database, clock);
    const auto ada = add_as_before(server, "one", "\uFF41da@example.org", "\uFF21da");
    const auto bob = add_as_before(server, "two", "bob@example.org", "bob");
    renew();
    EXPECT_EQ(keys_of(ada), "ada@example.org ada");
    EXPECT_EQ(keys_of(bob), "bob@example.org bob");
    for (const auto* email : {"\uFF41da@example.org", "\uFF21DA@Example.org", "ada@example.org"})
        EXPECT_EQ(who(server, email), ada.id) << email;
    const auto again = keys_of(ada);
    renew();
    EXPECT_EQ(keys_of(ada), again) << "a second time changes nothing";
}

TEST_F(IdentityKeys, OfTwoPeopleWhoLookAlikeBothStay) {
    Server server(*database, clock);
    const auto odd = add_as_before(server, "one", "x\u00B2@example.org", "\u2167 king");
    const auto plain = add_as_before(server, "two", "x2@example.org", "viii king");
    const auto odder = add_as_before(server, "three", "\uFF58\u00B2@example.org", "\uFF56iii king");
    renew();
    EXPECT_EQ(keys_of(plain), "x2@example.org viii king") << "whose key it was has it, although another is older";
    EXPECT_EQ(who(server, "x2@example.org"), plain.id);
    EXPECT_EQ(who(server, "X2@example.org"), plain.id);
    EXPECT_EQ(who(server, "x\u00B2@example.org"), odd.id);
    EXPECT_EQ(who(server, "\uFF58\u00B2@example.org"), odder.id);
    Users::Newcomer twin{*Email::parse("\uFF58\uFF12@example.org"), *Username::parse("another"),
                         *NewPassword::parse(password)};
    EXPECT_EQ(server.failure_of(server.users.add(std::move(twin), {"command"})), Kind::conflict);
}

TEST_F(IdentityKeys, AreMadeAnewByTheUpgrade) {
    sqlite::Connection old((directory_ / "old.db").string(), sqlite::Mode::write, 10s);
    old.script(
        "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)");
    for (const auto& migration : all_migrations()) {
        if (migration.version >= identity_keys_version) break;
        std::string sql(migration.sql);
        for (auto at = sql.find("@rowid@"); at != sql.npos; at = sql.find("@rowid@")) sql.replace(at, 7, "INTEGER");
        old.script(sql);
        old.run("INSERT INTO schema_migrations VALUES ($1, $2, 0)", migration.version, migration.name);
    }
    old.run(
        "INSERT INTO users (id, email, email_key, username, username_key, display_name, role, password_hash, "
        "created_at) VALUES ('0193a5c9-0a4e-7d10-9b1c-2d3e4f506172', $1, $1, $2, $2, 'x', 'member', 'x', 0)",
        "\uFF41da@example.org", "\uFF41da");
    migrate(old);
    EXPECT_EQ(old.one("SELECT email_key || ' ' || username_key FROM users", [](const Row& row) { return row.text(0); }),
              "ada@example.org ada");
}

// Made by libsodium of the bytes of `decomposed`, as a release that did not compose did.
constexpr const char* decomposed = "zwo\u0308lf Zeichen lang";
constexpr const char* composed = "zw\u00f6lf Zeichen lang";
constexpr const char* raw_hash =
    "$argon2id$v=19$m=19456,t=2,p=1$C7YS+PTcMcH9d3LflGvhAA$sshGhodsHztNVVqyy1pKgnbEFuDW/bKLk26r+ZpSczE";

class OldHash : public IdentityKeys {
protected:
    void SetUp() override {
        server.add("ada");
        write_hash(raw_hash);
    }
    void write_hash(const std::string& hash) {
        database->write_now([&](Transaction& tx) { tx.run("UPDATE users SET password_hash = $1", hash); });
    }
    std::string hash() {
        return database->read_now([](Transaction& tx) {
            return *tx.one("SELECT password_hash FROM users", [](const Row& row) { return row.text(0); });
        });
    }
    Server server{*database, clock};
};

TEST_F(OldHash, IsUpgradedAtTheNextSignIn) {
    EXPECT_EQ(server.failure_of(server.login("ada", composed)), Kind::invalid_credentials)
        << "nobody can tell yet that it is the same";
    EXPECT_EQ(hash(), raw_hash);
    const auto before = server.run(server.login("ada", decomposed));
    EXPECT_NE(hash(), raw_hash);
    const auto upgraded = hash();
    EXPECT_EQ(server.failure_of(server.login("ada", composed)), std::nullopt);
    EXPECT_EQ(server.failure_of(server.login("ada", decomposed)), std::nullopt);
    EXPECT_EQ(hash(), upgraded) << "once";
    EXPECT_TRUE(server.who(before.issued.secret)) << "no session ends with it";
    EXPECT_EQ(audited("password_changed"), 0);
}

TEST_F(OldHash, StaysWhereThePasswordIsWrong) {
    EXPECT_EQ(server.failure_of(server.login("ada", "zwo\u0308lf Zeichen kurz")), Kind::invalid_credentials);
    EXPECT_EQ(hash(), raw_hash);
}

TEST_F(OldHash, IsGoodForAChangeOfPassword) {
    const auto in = server.run(server.login("ada", decomposed));
    write_hash(raw_hash);
    const auto caller = server.who(in.issued.secret);
    ASSERT_TRUE(caller);
    server.run(server.change_password(*caller, in.issued.secret, decomposed,
                                      *NewPassword::parse("e\u0301 and eleven more"), {"192.0.2.1", "test"}));
    EXPECT_EQ(server.failure_of(server.login("ada", "\u00e9 and eleven more")), std::nullopt);
}

TEST_F(OldHash, IsNotReplacedWhereThePasswordWasChangedMeanwhile) {
    const auto id = run_blocking(server.store->users()).front().id;
    EXPECT_FALSE(run_blocking(server.store->replace_hash(id, "another", "new")));
    EXPECT_EQ(hash(), raw_hash);
    EXPECT_TRUE(run_blocking(server.store->replace_hash(id, raw_hash, "new")));
    EXPECT_EQ(hash(), "new");
}

}  // namespace
}  // namespace rustygpt::storage::testing_accounts
