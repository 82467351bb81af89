// What administrators do and read: users, the audit, counts.

#include <set>

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include "storage/account_test.h"
#include "storage/audit_log.h"
#include "storage/statistics.h"

namespace rustygpt::storage::testing_accounts {
namespace {

class Administering : public testing::Test, protected Bed {
protected:
    std::vector<AuditRecord> entries(Server& server, AuditQuery query = {.limit = 1'000}) {
        AuditLog log(*database);
        return server.run(log.entries(std::move(query)));
    }
    static std::vector<std::string> actions(const std::vector<AuditRecord>& entries) {
        std::vector<std::string> names;
        for (const auto& entry : entries) names.push_back(entry.action);
        return names;
    }
    // Runs both at the same time; how many were refused, and with what.
    std::multiset<Kind> refusals(Server& server, const std::vector<std::pair<std::string, Users::Update>>& changes) {
        std::multiset<Kind> kinds;
        for (const auto& [email, update] : changes)
            asio::co_spawn(context, server.change(email, update), [&](std::exception_ptr error, const User&) {
                try {
                    if (error) std::rethrow_exception(error);
                } catch (const Failure& failure) {
                    kinds.insert(failure.kind);
                }
            });
        context.run();
        return kinds;
    }
};

TEST_F(Administering, OfTwoWhoDemoteEachOtherOneStays) {
    Server server(*database, clock);
    server.add("one", Role::admin);
    server.add("two", Role::admin);
    const auto refused =
        refusals(server, {{"one@example.org", {.role = Role::member}}, {"two@example.org", {.disabled = true}}});
    EXPECT_EQ(refused, std::multiset<Kind>{Kind::last_admin});
}

TEST_F(Administering, WhatChangesIsAuditedAndWhatStaysIsNot) {
    Server server(*database, clock);
    server.add("root", Role::admin);
    const auto ada = server.add("ada");
    const auto before = entries(server).size();
    server.run(server.change("ada@example.org", {.role = Role::member, .disabled = false}));
    EXPECT_EQ(entries(server).size(), before);
    server.run(server.change("ada@example.org", {.role = Role::read_only,
                                                 .disabled = true,
                                                 .password = *NewPassword::parse("another long password 2"),
                                                 .display_name = *Label::parse("Ada L.")}));
    server.run(server.change("ada@example.org", {.disabled = false}));
    const auto told = entries(server, {.subject = ada.id.text(), .limit = 1'000});
    EXPECT_EQ(actions(told), (std::vector<std::string>{"user_enabled", "user_renamed", "password_changed",
                                                       "user_disabled", "user_role_changed", "user_created"}));
    EXPECT_EQ(told.front().actor, "command");
    EXPECT_EQ(told.front().actor_name, std::nullopt);
    EXPECT_EQ(told.front().subject_name, "ada@example.org");
    EXPECT_EQ(told[4].details, (boost::json::object{{"from", "member"}, {"to", "read_only"}}));
    const auto user = server.run(server.users.find("ada@example.org"));
    EXPECT_EQ(user.display_name, "Ada L.");
    EXPECT_EQ(user.role, Role::read_only);
}

TEST_F(Administering, TheAuditIsReadInPagesWhileItGrows) {
    Server server(*database, clock);
    server.add("ada");
    for (int i = 0; i < 25; ++i) server.run(server.store->record({.at = clock.time, .action = std::to_string(i)}));
    std::vector<std::string> seen;
    AuditQuery query{.limit = 4};
    for (;;) {
        const auto page = entries(server, query);
        if (page.empty()) break;
        for (const auto& name : actions(page)) seen.push_back(name);
        query.before = page.back().id;
        server.run(server.store->record({.at = clock.time, .action = "later"}));
    }
    std::vector<std::string> expected;
    for (int i = 24; i >= 0; --i) expected.push_back(std::to_string(i));
    expected.emplace_back("user_created");
    EXPECT_EQ(seen, expected);
}

TEST_F(Administering, TheAuditIsFiltered) {
    Server server(*database, clock);
    const auto began = clock.time;
    for (const auto* actor : {"a", "b"})
        for (const auto* action : {"x", "y"})
            for (const auto* subject : {"s", "t"}) {
                clock.time += 1s;
                server.run(server.store->record(
                    {.at = clock.time, .actor = actor, .action = action, .subject = subject, .address = "192.0.2.1"}));
            }
    EXPECT_EQ(entries(server, {.actor = "a"}).size(), 4u);
    EXPECT_EQ(entries(server, {.action = "y"}).size(), 4u);
    EXPECT_EQ(entries(server, {.subject = "t"}).size(), 4u);
    EXPECT_EQ(entries(server, {.actor = "a", .action = "x", .subject = "s"}).size(), 1u);
    EXPECT_EQ(entries(server, {.actor = "c"}).size(), 0u);
    EXPECT_EQ(entries(server, {.since = began + 3s}).size(), 6u);
    EXPECT_EQ(entries(server, {.until = began + 3s}).size(), 3u);
    EXPECT_EQ(entries(server, {.action = "x", .since = began + 2s, .until = began + 5s}).size(), 2u);
}

TEST_F(Administering, TheAuditCanOnlyGrowButForWhatIsOld) {
    Server server(*database, clock);
    const auto now = SystemClock().now();
    for (const int days : {0, 89, 91, 800})
        server.run(server.store->record({.at = now - std::chrono::days(days), .action = std::to_string(days)}));
    for (const char* sql : {"UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "UPDATE audit SET id = id",
                            "DELETE FROM audit WHERE action = '89'"}) {
        EXPECT_ANY_THROW(database->write_now([&](Transaction& tx) { tx.run(sql); })) << sql;
        EXPECT_EQ(entries(server).size(), 4u) << sql;
    }
    // Their ids are of today; the retention looks at both.
    EXPECT_EQ(server.run(prune_audit(*database, std::chrono::days(730), now)), 0);
    const auto later = now + std::chrono::days(820);
    EXPECT_ANY_THROW(server.run(prune_audit(*database, std::chrono::days(730), later)))
        << "the schema knows what day it is, whatever the caller believes";
    EXPECT_EQ(entries(server).size(), 4u);
    database->write_now([](Transaction& tx) { tx.run("DELETE FROM audit WHERE action IN ('91', '800')"); });
    EXPECT_EQ(entries(server).size(), 2u);
}

TEST_F(Administering, OldEntriesAreForgotten) {
    Server server(*database, clock);
    const auto now = SystemClock().now();
    const auto add = [&](std::string id, Time at) {
        database->write_now([&](Transaction& tx) {
            tx.run(
                "INSERT INTO audit (id, at, actor, action, subject, address, details) "
                "VALUES ($1, $2, '', 'x', '', '', '{}')",
                id, at);
        });
    };
    add("00000000-0000-7000-8000-000000000001", Time{});
    for (int i = 0; i < 1'200; ++i) add("00000000-0001-7000-8000-" + std::to_string(100'000'000'000 + i), Time{1ms});
    add(new_id().text(), now);
    EXPECT_EQ(server.run(prune_audit(*database, std::chrono::days(90), now)), 1'201);
    EXPECT_EQ(entries(server).size(), 1u);
}

TEST_F(Administering, UsersAreListedNewestFirstAndFound) {
    Server server(*database, clock);
    std::vector<std::string> names;
    for (const auto* name : {"ada", "bob", "eve", "under_score", "percent%er"}) {
        server.add(name);
        names.insert(names.begin(), name);
    }
    const auto found = [&](UserQuery query) {
        std::vector<std::string> out;
        for (const auto& user : server.run(server.store->users_page(std::move(query)))) out.push_back(user.username);
        return out;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(found({}), names);
    const auto first = server.run(server.store->users_page({.limit = 2}));
    EXPECT_EQ(found({.before = first.back().id, .limit = 2}), (Names{"eve", "bob"}));
    server.run(server.change("eve@example.org", {.display_name = *Label::parse("Evelyn")}));
    EXPECT_EQ(found({.search = "evelyn"}), Names{"eve"});
    EXPECT_EQ(found({.search = "bob@"}), Names{"bob"});
    EXPECT_EQ(found({.search = "_"}), Names{"under_score"});
    EXPECT_EQ(found({.search = "%"}), Names{"percent%er"});
    EXPECT_EQ(found({.search = "!"}), Names{});
}

TEST_F(Administering, WhatThereIsIsCounted) {
    Server server(*database, clock);
    server.add("root", Role::admin);
    server.add("ada");
    server.add("eve", Role::read_only);
    server.run(server.change("eve@example.org", {.disabled = true}));
    const auto caller = *server.who(server.run(server.login("ada")).issued.secret);
    server.run(server.tokens.make(caller, {.name = *Label::parse("x"), .scopes = {Scope::read}}, ""));
    Statistics statistics(*database);
    const auto counts = server.run(statistics.count(clock.time + 1ms, 28'800s));
    EXPECT_EQ(counts.users.total, 3);
    EXPECT_EQ(counts.users.admin, 1);
    EXPECT_EQ(counts.users.member, 1);
    EXPECT_EQ(counts.users.read_only, 1);
    EXPECT_EQ(counts.users.disabled, 1);
    EXPECT_EQ(counts.active_sessions, 1);
    EXPECT_EQ(counts.api_tokens, 1);
    EXPECT_EQ(counts.conversations + counts.messages + counts.answers.completed, 0);
    EXPECT_EQ(counts.audit_entries, std::ssize(entries(server)));
    const auto later = server.run(statistics.count(clock.time + 28'800s, 28'800s));
    EXPECT_EQ(later.active_sessions, 0);
    EXPECT_EQ(server.run(statistics.count(clock.time + Tokens::default_lifetime, 28'800s)).api_tokens, 0);
}

}  // namespace
}  // namespace rustygpt::storage::testing_accounts
