// Backups, and what streams see of a restore.

#include "storage/sqlite/restore.h"

#include <fstream>

#include "storage/chat_test.h"
#include "storage/retention.h"
#include "storage/sqlite/backup.h"
#include "storage/sqlite/check.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/server_lock.h"

namespace rustygpt::storage {
namespace {

namespace fs = std::filesystem;

class Restoring : public ChatTest {
protected:
    fs::path file(const std::string& name) const { return directory_ / name; }
    fs::path live() const { return file("x.db"); }
    void say(const std::string& text) { answer(submit(prompt(text)), {"one ", "two"}); }
    std::int64_t head() {
        return database->read_now([](Transaction& tx) { return EventLog::head(tx); });
    }
    // Restores as an operator does, with nobody serving meanwhile.
    Restored restored(const fs::path& backup) {
        close();
        auto done = restore_sqlite(live(), backup);
        open();
        return done;
    }
    stream::Resolved resolve(stream::Start start) { return run(log->resolve({.user_id = alice}, start)); }
    std::int64_t next_row() { return submit(prompt("next")).before_row + 1; }
    // Why it was refused.
    template <class F>
    static std::string refusal(F call) {
        try {
            call();
        } catch (const std::exception& error) {
            return error.what();
        }
        return "";
    }
    static void expect_one_line(const std::string& told, std::string_view part) {
        EXPECT_TRUE(told.contains(part)) << told;
        EXPECT_FALSE(told.contains('\n')) << told;
    }
};

TEST_F(Restoring, ABackupIsOneSoundPrivateFile) {
    say("hello");
    back_up_sqlite(live(), file("b"), false);
    EXPECT_EQ(fs::status(file("b")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const auto checked = check_sqlite(file("b"));
    EXPECT_EQ(checked.problems, std::vector<std::string>{});
    EXPECT_EQ(checked.messages, 2);
    EXPECT_EQ(checked.head, head());
    const auto kept = [](const fs::directory_entry& entry) {
        return entry.path().filename().string().starts_with("b");
    };
    EXPECT_EQ(std::ranges::count_if(fs::directory_iterator(directory_), kept), 1) << "nothing is left beside it";
}

TEST_F(Restoring, ABackupHoldsNothingThatWasDeleted) {
    const auto made = submit(prompt("an unforgettable phrase"));
    answer(made, {"text"});
    run(store->remove(alice, made.answer.conversation_id));
    back_up_sqlite(live(), file("b"), false);
    std::ifstream in(file("b"), std::ios::binary);
    const std::string content(std::istreambuf_iterator<char>(in), {});
    EXPECT_FALSE(content.contains("an unforgettable phrase"));
}

TEST_F(Restoring, ABackupReplacesNothingUnlessItIsTold) {
    back_up_sqlite(live(), file("b"), false);
    expect_one_line(refusal([&] { back_up_sqlite(live(), file("b"), false); }), "--force");
    say("more");
    back_up_sqlite(live(), file("b"), true);
    EXPECT_EQ(check_sqlite(file("b")).messages, 2);
    expect_one_line(refusal([&] { back_up_sqlite(live(), live(), true); }), "belongs to the database itself");
    expect_one_line(refusal([&] { back_up_sqlite(file("absent.db"), file("c"), false); }), "no database");
    EXPECT_FALSE(fs::exists(file("c")));
}

TEST_F(Restoring, CursorsOfTheLostTimeAreTold) {
    say("kept");
    const auto kept = head();
    const auto kept_time = SystemClock().now();
    back_up_sqlite(live(), file("b"), false);
    say("lost");
    const auto lost = head();
    const auto done = restored(file("b"));

    EXPECT_EQ(resolve(stream::AfterRow{kept}).after, kept) << "saw nothing that is lost";
    EXPECT_EQ(resolve(stream::AfterRow{kept}).reset, std::nullopt);
    for (auto row = kept + 1; row <= lost; ++row) {
        const auto found = resolve(stream::AfterRow{row});
        EXPECT_EQ(found.reset, "unknown_cursor") << row;
        EXPECT_EQ(found.after, done.head) << "an id above any that this reader has seen";
    }
    EXPECT_EQ(resolve(stream::AfterRow{done.head - 1}).reset, "unknown_cursor");
    EXPECT_EQ(resolve(stream::AfterRow{done.head}).reset, std::nullopt) << "a snapshot's cursor after the restore";
    EXPECT_EQ(resolve(stream::AfterRow{done.head + 1}).reset, "unknown_cursor");
    EXPECT_EQ(resolve(stream::FromTime{kept_time + milliseconds(1)}).reset, "unknown_cursor");
    EXPECT_EQ(resolve(stream::FromTime{Time{}}).reset, std::nullopt);
    EXPECT_EQ(head(), done.head);
    EXPECT_EQ(next_row(), done.head + 1);
    close();
    EXPECT_EQ(check_sqlite(live()).problems, std::vector<std::string>{});
}

TEST_F(Restoring, NoRowComesTwiceHoweverOftenOneBackupIsRestored) {
    say("kept");
    back_up_sqlite(live(), file("b"), false);
    say("lost");
    auto highest = head();
    for (int i = 0; i < 3; ++i) {
        const auto done = restored(file("b"));
        EXPECT_GT(done.head, highest);
        EXPECT_EQ(resolve(stream::AfterRow{highest}).reset, "unknown_cursor");
        say("again");
        highest = head();
    }
}

TEST_F(Restoring, ALostDatabaseThatNobodyCanReadIsGoneAboveToo) {
    say("kept");
    back_up_sqlite(live(), file("b"), false);
    restored(file("b"));
    say("above");
    const auto highest = head();
    close();
    fs::resize_file(live(), 5000);
    const auto done = restored(file("b"));
    EXPECT_FALSE(done.replaced_is_readable);
    EXPECT_GT(done.head, highest);
    EXPECT_EQ(fs::file_size(*done.replaced), 5000u) << "it is kept as it was";
}

TEST_F(Restoring, OntoANewMachineRowsGoOnAboveToo) {
    say("kept");
    back_up_sqlite(live(), file("b"), false);
    restored(file("b"));
    say("above");
    const auto highest = head();
    close();
    fs::remove(live());
    const auto second = restored(file("b"));
    EXPECT_FALSE(second.replaced);
    EXPECT_GT(second.head, highest) << "the clock has gone on since, and a database is never as quick";
}

TEST_F(Restoring, RowsGoOnAboveAlsoWhenAllEventsAreForgotten) {
    say("kept");
    back_up_sqlite(live(), file("b"), false);
    const auto done = restored(file("b"));
    run(prune(*database, {}, SystemClock().now() + std::chrono::hours(100)));
    close();
    open();
    EXPECT_EQ(head(), done.head);
    EXPECT_EQ(next_row(), done.head + 1);
    EXPECT_EQ(resolve(stream::AfterRow{1}).reset, "expired");
}

TEST_F(Restoring, TheDatabaseBeforeIsKeptWhole) {
    say("kept");
    back_up_sqlite(live(), file("b"), false);
    say("lost");
    const auto done = restored(file("b"));
    EXPECT_TRUE(done.replaced_is_readable);
    EXPECT_EQ(check_sqlite(*done.replaced).messages, 4);
    EXPECT_EQ(check_sqlite(file("b")).messages, 2) << "and so is the backup";
    close();
    EXPECT_EQ(check_sqlite(live()).messages, 2);
}

TEST_F(Restoring, SessionsAndTokensEnd) {
    database->write_now([this](Transaction& tx) {
        tx.run(
            "INSERT INTO sessions (id, user_id, secret_hash, issued_at, last_seen_at, absolute_expires_at, changed, "
            "address, user_agent) VALUES ($1, $2, 'x', 0, 0, 9999999999999, 0, '', '')",
            new_id(), alice);
        tx.run(
            "INSERT INTO api_tokens (id, user_id, name, scopes, token_hash, prefix, created_at, expires_at, changed) "
            "VALUES ($1, $2, 'n', 'chat', 'x', 'rgp_', 0, 9999999999999, 0)",
            new_id(), alice);
    });
    back_up_sqlite(live(), file("b"), false);
    const auto before = database->read_now([](Transaction& tx) {
        return *tx.one("SELECT value FROM security_epoch", [](const Row& row) { return row.integer(0); });
    });
    const auto done = restored(file("b"));
    EXPECT_EQ(done.ended_sessions, 1);
    EXPECT_EQ(done.ended_tokens, 1);
    database->read_now([&](Transaction& tx) {
        EXPECT_EQ(tx.run("SELECT 1 FROM sessions WHERE ended_at IS NULL"), 0);
        EXPECT_EQ(tx.run("SELECT 1 FROM api_tokens WHERE ended_at IS NULL"), 0);
        EXPECT_EQ(tx.run("SELECT 1 FROM security_epoch WHERE value > $1", before), 1);
        EXPECT_EQ(tx.run("SELECT 1 FROM audit WHERE action = 'database_restored'"), 1);
    });
}

TEST_F(Restoring, IsRefusedWhileSomebodyServes) {
    back_up_sqlite(live(), file("b"), false);
    close();
    const sqlite::ServerLock lock(live().string());
    expect_one_line(refusal([&] { restore_sqlite(live(), file("b")); }), "in use by another rustygpt-server");
}

TEST_F(Restoring, IsRefusedForWhatIsNoBackup) {
    say("kept");
    back_up_sqlite(live(), file("b"), false);
    close();
    const auto size = fs::file_size(file("b"));
    const auto changed = [&](const std::string& name, auto change) {
        fs::copy_file(file("b"), file(name));
        change(file(name));
        return file(name);
    };
    const auto sql = [](const char* text) {
        return [text](const fs::path& path) {
            sqlite::Connection(path.string(), sqlite::Mode::write, milliseconds(1000)).script(text);
        };
    };
    const auto page = changed("page", [&](const fs::path& path) {
        std::fstream out(path, std::ios::binary | std::ios::in | std::ios::out);
        out.seekp(4096 * 3);
        out << std::string(4096, 'x');
    });
    std::ofstream(file("text")) << "this is no database";
    std::ofstream(file("empty")).flush();
    struct Case {
        fs::path path;
        const char* told;
    };
    const Case cases[] = {
        {changed("cut", [&](const fs::path& path) { fs::resize_file(path, size / 4096 / 2 * 4096); }), "damaged"},
        {changed("torn", [&](const fs::path& path) { fs::resize_file(path, size - 100); }), "damaged"},
        {page, "damaged"},
        {file("text"), "damaged or no database"},
        {file("empty"), "no database of a rustygpt-server"},
        {changed("foreign", sql("DROP TABLE schema_migrations; CREATE TABLE t (n)")), "no database of a rustygpt"},
        {changed("newer", sql("INSERT INTO schema_migrations VALUES (9999, '9999_later.sql', 0)")), "newer"},
        {file("absent"), "no file"},
        {live(), "is the database itself"},
    };
    for (const auto& one : cases) {
        SCOPED_TRACE(one.path.filename());
        expect_one_line(refusal([&] { restore_sqlite(live(), one.path); }), one.told);
        EXPECT_EQ(check_sqlite(live()).messages, 2) << one.path << ": nothing has changed";
    }
    open();
}

}  // namespace
}  // namespace rustygpt::storage
