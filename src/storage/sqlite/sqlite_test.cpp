#include "storage/sqlite/sqlite.h"

#include <filesystem>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "base/crypto.h"
#include "base/failure.h"

namespace rustygpt::storage {
namespace {

class SqliteTest : public testing::Test {
protected:
    void SetUp() override {
        crypto_init();
        directory_ = std::filesystem::temp_directory_path() / ("rustygpt-" + random_token(9));
        std::filesystem::create_directory(directory_);
        database = open();
        database->write_now([](Transaction& tx) { tx.run("CREATE TABLE t (n BIGINT PRIMARY KEY, s TEXT)"); });
    }
    void TearDown() override {
        database.reset();
        std::filesystem::remove_all(directory_);
    }
    std::unique_ptr<Database> open(bool serve = false) {
        return open_sqlite({.path = (directory_ / "x.db").string(), .serve = serve});
    }
    std::int64_t count() {
        return database->read_now([](Transaction& tx) {
            return *tx.one("SELECT count(*) FROM t", [](const Row& row) { return row.integer(0); });
        });
    }
    asio::io_context io;  // outlives the database that posts to it
    std::filesystem::path directory_;
    std::unique_ptr<Database> database;
};

TEST_F(SqliteTest, ArgumentsGoByNumberNotByOrder) {
    database->write_now([](Transaction& tx) { tx.run("INSERT INTO t (s, n) VALUES ($2, $1)", 7, "seven"); });
    const auto text = database->read_now([](Transaction& tx) {
        return tx.one("SELECT s FROM t WHERE n = $1", [](const Row& row) { return row.text(0); }, 7);
    });
    EXPECT_EQ(text, "seven");
}

TEST_F(SqliteTest, KeepsNulBytesAndTheDifferenceBetweenEmptyAndNull) {
    using namespace std::string_literals;
    database->write_now([](Transaction& tx) {
        tx.run("INSERT INTO t VALUES ($1, $2)", 1, "a\0b"s);
        tx.run("INSERT INTO t VALUES ($1, $2)", 2, std::string_view());
        tx.run("INSERT INTO t VALUES ($1, $2)", 3, std::optional<std::string>());
    });
    std::vector<std::optional<std::string>> found;
    database->read_now([&](Transaction& tx) {
        tx.each("SELECT s FROM t ORDER BY n", [&](const Row& row) { found.push_back(row.maybe_text(0)); });
    });
    EXPECT_EQ(found, (std::vector<std::optional<std::string>>{"a\0b"s, "", std::nullopt}));
}

TEST_F(SqliteTest, AFailedJobOfAGroupLosesOnlyItsOwnChanges) {
    int good = 0, bad = 0;
    for (int i = 0; i < 100; ++i) {
        auto job = [&, i]() -> Task<> {
            auto work = [i](Transaction& tx) {
                tx.run("INSERT INTO t VALUES ($1, 'x')", i);
                if (i % 3 == 0) throw Failure::not_found();
            };
            try {
                co_await database->write(work);
                ++good;
            } catch (const Failure&) {
                ++bad;
            }
        };
        asio::co_spawn(io, job, asio::detached);
    }
    io.run();
    EXPECT_EQ(good, 66);
    EXPECT_EQ(bad, 34);
    EXPECT_EQ(count(), 66);
}

TEST_F(SqliteTest, ALoneFailedJobLeavesTheWriterUsable) {
    EXPECT_THROW(database->write_now([](Transaction& tx) {
        tx.run("INSERT INTO t VALUES (1, 'x')");
        throw Failure::not_found();
    }),
                 Failure);
    EXPECT_EQ(count(), 0);
    database->write_now([](Transaction& tx) { tx.run("INSERT INTO t VALUES (2, 'x')"); });
    EXPECT_EQ(count(), 1);
}

TEST_F(SqliteTest, CommitActionsRunInOrderAndOnlyForWhatWasCommitted) {
    std::vector<int> ran;
    database->write_now([&](Transaction& tx) { tx.on_commit([&] { ran.push_back(1); }); });
    EXPECT_THROW(database->write_now([&](Transaction& tx) {
        tx.on_commit([&] { ran.push_back(2); });
        throw Failure::not_found();
    }),
                 Failure);
    database->write_now([&](Transaction& tx) { tx.on_commit([&] { ran.push_back(3); }); });
    EXPECT_EQ(ran, (std::vector<int>{1, 3}));
}

TEST_F(SqliteTest, ReadersCannotWrite) {
    EXPECT_ANY_THROW(database->read_now([](Transaction& tx) { tx.run("INSERT INTO t VALUES (1, 'x')"); }));
    EXPECT_EQ(count(), 0);
}

TEST_F(SqliteTest, ASecondServerIsRefusedAndACommandIsNot) {
    database.reset();
    database = open(true);
    EXPECT_THROW(open(true), std::runtime_error);
    EXPECT_NO_THROW(open(false));
}

TEST_F(SqliteTest, ANewerSchemaIsRefused) {
    database->write_now([](Transaction& tx) { tx.run("INSERT INTO schema_migrations VALUES (9999, 'future', 0)"); });
    EXPECT_THROW(open(), std::runtime_error);
}

TEST_F(SqliteTest, TheFileIsForItsOwnerOnly) {
    const auto mode = std::filesystem::status(directory_ / "x.db").permissions();
    EXPECT_EQ(mode & std::filesystem::perms::mask,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace rustygpt::storage
