// A database as the version before had it (migration 10) is indexed anew, step by step, and searched meanwhile.

#include "storage/search_rebuild.h"

#include "storage/chat_test.h"
#include "storage/document_test.h"
#include "storage/migrations.h"
#include "storage/sqlite/check.h"
#include "storage/sqlite/connection.h"

namespace rustygpt::storage {
namespace {

using sqlite::Connection;

constexpr int version_before = 10;
constexpr int talks = 30;

class Rebuilding : public ChatTest {
protected:
    void SetUp() override {
        crypto_init();
        directory_ = std::filesystem::temp_directory_path() / ("rustygpt-" + random_token(9));
        std::filesystem::create_directory(directory_);
        {
            Connection connection((directory_ / "x.db").string(), sqlite::Mode::write, milliseconds(5000));
            migrate_to_before(connection);
            fill(connection);
        }
        reopen();
    }
    void TearDown() override {
        documents.reset();
        ChatTest::TearDown();
    }

    // As a process that was killed finds it: each step is durable, and nothing else was kept.
    void reopen() {
        documents.reset();
        if (database) close();
        open();
        documents = std::make_unique<DocumentStore>(*database);
        rebuild = std::make_unique<SearchRebuild>(*database);
    }

    static void migrate_to_before(Connection& connection) {
        connection.script(
            "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT "
            "NULL)");
        for (const auto& migration : all_migrations()) {
            if (migration.version > version_before) break;
            std::string sql(migration.sql);
            for (auto at = sql.find("@rowid@"); at != sql.npos; at = sql.find("@rowid@")) sql.replace(at, 7, "INTEGER");
            connection.script(sql);
            connection.run("INSERT INTO schema_migrations VALUES ($1, $2, 0)", migration.version, migration.name);
        }
    }

    void fill(Connection& connection) {
        for (const auto& id : {alice, bob})
            connection.run(
                "INSERT INTO users (id, email, email_key, username, username_key, display_name, role, password_hash, "
                "created_at) VALUES ($1, $1, $1, $1, $1, $1, 'member', '', 0)",
                id);
        for (int i = 0; i < talks; ++i) talk(connection, i);
        for (const auto& id : {alice, bob}) document(connection, id);
        connection.run(
            "INSERT INTO events (row, user_id, conversation_id, type, content, created_at) VALUES (1000, $1, 'x', "
            "'conversation.deleted', '{}', 0)",
            alice);
    }

    // A conversation with a title of its own, a prompt, and an answer that says what the server is or what a tool
    // found.
    void talk(Connection& connection, int number) {
        const std::int64_t row = 10 * (number + 1);
        const Id id = new_id();
        const std::string title = "Gespräch " + std::to_string(number);
        connection.run("INSERT INTO conversations VALUES ($1, $2, $3, 0, 2, $4, $4, 0, 0, 0)", id, alice, title, row);
        old_entry(connection, -row, title, id);
        message(connection, id, row + 1, "user", "Straße " + std::to_string(number) + " der 経営者 exports", "");
        message(connection, id, row + 2, "assistant", "I calculate with zebras",
                number % 2 == 0 ? "tool" : "responder");
    }

    void message(Connection& connection, const Id& conversation, std::int64_t row, const char* role,
                 const std::string& content, const std::string& kind) {
        const Id id = new_id();
        connection.run(
            "INSERT INTO messages (id, conversation_id, root_id, depth, role, content, reasoning, status, model, "
            "created_row, created_at, completed_at) VALUES ($1, $2, $1, 0, $3, $4, '', 'completed', $5, $6, 0, 0)",
            id, conversation, role, content, kind.empty() ? std::optional<std::string>() : "builtin", row);
        old_entry(connection, row, content, conversation);
        if (!kind.empty())
            connection.run("INSERT INTO traces (message_id, trace) VALUES ($1, $2)", id,
                           R"({"nodes":[{"kind":"prompt"},{"kind":")" + kind + R"("}]})");
    }

    void old_entry(Connection& connection, std::int64_t row, const std::string& content, const Id& conversation) {
        auto owner = alice.text();
        std::erase(owner, '-');
        connection.run("INSERT INTO message_search (rowid, content, owner, conversation_id) VALUES ($1, $2, $3, $4)",
                       row, content, owner, conversation);
    }

    void document(Connection& connection, const Id& owner) {
        const std::int64_t number = owner == alice ? 1 : 2;
        const auto first = number << 32;
        const Id id = new_id();
        connection.run("INSERT INTO document_owners VALUES ($1, $2, $3, 20, 100)", owner, number, first + 20);
        connection.run(
            "INSERT INTO documents VALUES ($1, $2, 'Museen', 'text', 'ready', NULL, 1, 1, 100, $3, $4, 0, 0, 'x')", id,
            owner, first, first + 20);
        for (std::int64_t i = 0; i < 20; ++i) {
            const auto text = "Die Häuser der Stadt " + std::to_string(i) + " und das Łódź";
            connection.run("INSERT INTO passages VALUES ($1, $2, $3, 0, 10, 'Museen', $4)", first + i, id, i, text);
            connection.run("INSERT INTO passage_search (rowid, text, context) VALUES ($1, $2, 'Museen')", first + i,
                           text);
        }
    }

    // How often each message or document is found, over pages of 7.
    std::map<std::string, int> found(const Id& user, const std::string& text) {
        std::map<std::string, int> all;
        documents::SearchQuery query{.text = text, .limit = 7, .cursor = {}};
        do {
            const auto page = run(documents->search(user, query));
            for (const auto& one : page.results) ++all[one.message_id.value_or(one.document_id.value_or(Id{})).text()];
            query.cursor = page.next_cursor;
        } while (query.cursor);
        return all;
    }
    std::size_t found_once(const Id& user, const std::string& text) {
        const auto all = found(user, text);
        for (const auto& [id, times] : all) EXPECT_EQ(times, 1) << text << " " << id;
        return all.size();
    }
    std::size_t listed(const std::string& text) {
        return run(store->list(alice, {.search = text, .limit = 100, .cursor = {}})).conversations.size();
    }
    std::int64_t number(const char* sql) {
        return database->read_now(
            [&](Transaction& tx) { return tx.one(sql, [](const Row& row) { return row.integer(0); }).value(); });
    }
    bool step() { return run(rebuild->step()); }
    void all_steps() {
        while (step()) {}
    }

    std::unique_ptr<DocumentStore> documents;
    std::unique_ptr<SearchRebuild> rebuild;
};

TEST_F(Rebuilding, FindsOldAndNewTextsAtEachStep) {
    submit(prompt("die neue 経営者 Straße"));
    for (bool more = true; more; more = step()) {
        // As FTS5's own words had it: the whole word, the beginning of a run.
        EXPECT_EQ(found_once(alice, "Straße"), talks + 1);
        EXPECT_EQ(found_once(alice, "経営者"), talks + 1);
        EXPECT_EQ(found_once(alice, "Häuser"), 1);
        EXPECT_EQ(found_once(bob, "Häuser"), 1);
        EXPECT_EQ(listed("Gespräch 7"), 1);
        EXPECT_EQ(listed("Gespräch"), talks);
        EXPECT_FALSE(retrieved(*documents, bob, "Welche Häuser hat die Stadt 7?").empty());
        const auto problems = check_sqlite(directory_ / "x.db").problems;
        EXPECT_TRUE(problems.empty()) << problems.front();
    }
    EXPECT_EQ(found_once(alice, "strasse"), talks + 1);
    EXPECT_EQ(found_once(alice, "営者"), talks + 1);
    EXPECT_EQ(found_once(alice, "lodz"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM search_rebuild"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM sqlite_master WHERE name LIKE '%before%'"), 0);
    EXPECT_FALSE(step());
}

TEST_F(Rebuilding, GoesOnWhereAKilledProcessWas) {
    std::int64_t before = -1;
    int processes = 0;
    for (; number("SELECT count(*) FROM search_rebuild") > 0; ++processes) {
        step();
        const auto texts = number("SELECT count(*) FROM message_search");
        EXPECT_GE(texts, before) << "what was done is not done again";
        before = texts;
        EXPECT_EQ(found_once(alice, "Straße"), talks);
        reopen();
    }
    EXPECT_GT(processes, 4);
    EXPECT_EQ(number("SELECT count(*) FROM message_search"), 2 * talks + talks / 2);
    EXPECT_EQ(number("SELECT count(*) FROM passage_search"), 40);
    EXPECT_TRUE(check_sqlite(directory_ / "x.db").problems.empty());
}

TEST_F(Rebuilding, TakesWhatWasSaidOfTheServerOutOfTheIndex) {
    EXPECT_EQ(found_once(alice, "zebras"), talks);
    all_steps();
    EXPECT_EQ(found_once(alice, "zebras"), talks / 2);
    EXPECT_EQ(number("SELECT count(*) FROM messages WHERE about_itself = 1"), talks / 2);
}

TEST_F(Rebuilding, SeesToWhatIsChangedMeanwhile) {
    for (const bool begun : {false, true}) {
        if (begun) step();
        const auto all = run(store->list(alice, {.search = "Gespräch", .limit = 100, .cursor = {}})).conversations;
        // The oldest are indexed first: of both halves, one is deleted and one is renamed.
        for (const auto& [gone, renamed] :
             {std::pair(all.size() - 1, all.size() - 2), std::pair<std::size_t, std::size_t>(0, 1)}) {
            run(store->remove(alice, all[gone].id));
            run(store->change(alice, all[renamed].id, {.title = "Umbenannt", .archived = {}}));
        }
        EXPECT_EQ(found_once(alice, "Straße"), talks - (begun ? 4 : 2));
    }
    store_document(*documents, alice, "x", {{{}, "Ein Zebra steht im Garten."}});  // among the rows to be done
    EXPECT_EQ(found_once(alice, "Zebra steht"), 1);
    const auto shelf = run(documents->list(bob, {}));
    run(documents->remove(bob, shelf.documents.front().id));
    while (run(documents->sweep())) {}
    EXPECT_EQ(found_once(bob, "Häuser"), 0);
    all_steps();
    EXPECT_EQ(found_once(alice, "Straße"), talks - 4);
    EXPECT_EQ(listed("Umbenannt"), 4);
    EXPECT_EQ(listed("Gespräch"), talks - 8);
    EXPECT_EQ(found_once(alice, "Zebra steht"), 1);
    EXPECT_EQ(found_once(alice, "Häuser"), 1);
    const auto problems = check_sqlite(directory_ / "x.db").problems;
    EXPECT_TRUE(problems.empty()) << problems.front();
}

TEST_F(Rebuilding, LearnsTheLanguagesOfThePassages) {
    all_steps();
    const auto best = retrieved(*documents, bob, "Haus 7");
    ASSERT_FALSE(best.empty());
    EXPECT_EQ(best.front().text, "Die Häuser der Stadt 7 und das Łódź");
}

}  // namespace
}  // namespace rustygpt::storage
