// Each rule of a sound database, broken in a copy, is told.

#include "storage/sqlite/check.h"

#include <algorithm>

#include "storage/chat_test.h"
#include "storage/sqlite/backup.h"
#include "storage/sqlite/connection.h"

namespace rustygpt::storage {
namespace {

class Checking : public ChatTest {
protected:
    // Two conversations: one with a thread and a title, one whose answer goes on.
    void fill() {
        auto asked = prompt("a first question");
        asked.title = "a title";
        const auto first = submit(asked);
        answer(first, {"some ", "words ", "of text"});
        auto reply = prompt("and then?", first.answer.conversation_id);
        reply.reply = true;
        answer(submit(reply), {"more"});
        const auto second = submit(prompt("unfinished"));
        run(store->append_delta(ref(second), 0, "begun ", ""));
        run(store->append_delta(ref(second), 1, "and ", ""));
    }
    std::vector<std::string> problems_after(const std::string& sql) {
        const auto copy = directory_ / ("copy-" + random_token(6));
        back_up_sqlite(directory_ / "x.db", copy, false);
        {
            sqlite::Connection connection(copy.string(), sqlite::Mode::write, milliseconds(1000));
            connection.script("PRAGMA foreign_keys=OFF; " + sql);
        }
        return check_sqlite(copy).problems;
    }
};

TEST_F(Checking, FindsNothingWrongWhereNothingIs) {
    fill();
    EXPECT_EQ(problems_after("SELECT 1"), std::vector<std::string>{});
    EXPECT_EQ(check_sqlite(directory_ / "x.db").problems, std::vector<std::string>{}) << "in use";
}

TEST_F(Checking, TellsOfWhatIsBroken) {
    fill();
    struct Case {
        const char* sql;
        const char* told;
    };
    const Case cases[] = {
        {"DELETE FROM conversations WHERE id = (SELECT min(id) FROM conversations)", "without their conversation"},
        {"DELETE FROM users", "without their owner"},
        {"UPDATE conversations SET message_count = message_count + 1", "miscount"},
        {"UPDATE messages SET depth = depth + 1 WHERE parent_id IS NOT NULL", "hang below their parent"},
        {"UPDATE messages SET depth = 1 WHERE parent_id IS NULL", "begin with their root"},
        {"UPDATE messages SET completed_at = NULL WHERE content = 'more'", "status and end disagree"},
        {"UPDATE messages SET created_row = 2", "share a row"},
        {"UPDATE messages SET created_row = 99999 WHERE content = 'more'", "messages above the log's head"},
        {"UPDATE conversations SET activity_row = 99999", "conversations above the log's head"},
        {"INSERT INTO stream_floors VALUES ('0193a5c8-7e1f-7a2b-8c3d-4e5f60718293', 99999, 0)", "stream floors above"},
        {"INSERT INTO stream_gaps VALUES (7, 5, 0, 0)", "rows that a restore left out"},
        {"UPDATE events SET created_at = 0 WHERE row = 5", "older than those before"},
        {"INSERT INTO sessions (id, user_id, secret_hash, issued_at, last_seen_at, absolute_expires_at, changed, "
         "address, "
         "user_agent) SELECT 'x', id, 'x', 0, 0, 0, 999, '', '' FROM users LIMIT 1",
         "security epoch to come"},
        {"INSERT INTO api_tokens (id, user_id, name, scopes, token_hash, prefix, created_at, expires_at, changed) "
         "SELECT 'x', id, 'x', '', 'x', '', 0, 0, 999 FROM users LIMIT 1",
         "API tokens from a security epoch"},
        {"INSERT INTO limit_profiles VALUES ('x', 'x', 1, 1, NULL, 999, 0, 0)", "limit profiles from an epoch"},
        {"UPDATE messages SET content = 'less' WHERE content = 'more'", "search does not find as they are: message"},
        {"UPDATE conversations SET title = 'the title'", "search does not find as they are: title of"},
        {"UPDATE message_search_data SET block = replace(block, 'question', 'Question')", "find as they are"},
        {"DELETE FROM message_search_docsize WHERE id = (SELECT created_row FROM messages WHERE content = 'more')",
         "finished messages that search does not find"},
        {"UPDATE messages SET about_itself = 1 WHERE content = 'more'", "about the server itself that search finds"},
        {"INSERT INTO message_search (rowid, words, stems, owner) VALUES (5000, 'x', '', 'y')",
         "search entries of messages that are not there"},
        {"INSERT INTO message_search (rowid, words, stems, owner) VALUES (-5000, 'x', '', 'y')",
         "search entries of titles that are not there"},
        {"INSERT INTO passages VALUES (7, 'd', 0, 0, 1, 'c', 't')", "passages that search does not find"},
        {"INSERT INTO passage_search (rowid, words) VALUES (7, 'x')", "search entries of passages that are not there"},
        {"INSERT INTO passages VALUES (7, 'd', 0, 0, 1, 'c', 't'); INSERT INTO passage_search (rowid, words, context) "
         "VALUES (7, 'other', 'c')",
         "search does not find as they are: passage 7"},
        {"DELETE FROM message_search_data WHERE id > 10", "malformed"},
        {"UPDATE messages SET content = 'some words of texT' WHERE content = 'some words of text'", "deltas say"},
        {"UPDATE events SET content = 'x' WHERE sequence = 0", "deltas say"},
        {"DELETE FROM events WHERE sequence = 1", "deltas say"},
        {"UPDATE messages SET next_sequence = 9 WHERE content = 'more'", "deltas say"},
        {"UPDATE events SET message_id = 'gone' WHERE sequence IS NOT NULL", "deltas say"},
    };
    for (const auto& one : cases) {
        const auto problems = problems_after(one.sql);
        const auto tells = [&](const std::string& line) { return line.contains(one.told); };
        EXPECT_TRUE(std::ranges::any_of(problems, tells))
            << one.sql << " told " << problems.size() << ": " << (problems.empty() ? "" : problems.front());
    }
}

TEST_F(Checking, AcceptsALogThatHasForgottenTheBeginning) {
    fill();
    EXPECT_EQ(problems_after("DELETE FROM events WHERE row <= 5"), std::vector<std::string>{});
}

TEST_F(Checking, LooksAtNothingButOurs) {
    EXPECT_THROW(check_sqlite(directory_ / "absent"), std::runtime_error);
    EXPECT_THROW(check_sqlite(directory_), std::runtime_error);
    sqlite::Connection((directory_ / "foreign").string(), sqlite::Mode::write, milliseconds(1000))
        .script("CREATE TABLE t (n)");
    EXPECT_THROW(check_sqlite(directory_ / "foreign"), std::runtime_error);
}

}  // namespace
}  // namespace rustygpt::storage
