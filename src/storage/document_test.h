#pragma once

// A real database for the tests of documents.

#include <filesystem>

#include <gtest/gtest.h>

#include "base/crypto.h"
#include "storage/retrieval_questions_test.h"
#include "storage/sqlite/sqlite.h"

namespace rustygpt::storage {

class DocumentTest : public testing::Test {
protected:
    void SetUp() override {
        crypto_init();
        directory_ = std::filesystem::temp_directory_path() / ("rustygpt-" + random_token(9));
        std::filesystem::create_directory(directory_);
        open();
        database->write_now([this](Transaction& tx) {
            for (const auto& id : {alice, bob})
                tx.run(
                    "INSERT INTO users (id, email, email_key, username, username_key, display_name, role, "
                    "password_hash, created_at) VALUES ($1, $1, $1, $1, $1, $1, 'member', '', 0)",
                    id);
        });
    }
    void TearDown() override {
        database.reset();
        std::filesystem::remove_all(directory_);
    }
    void open() {
        database.reset();
        database = open_sqlite({.path = (directory_ / "x.db").string()});
        store = std::make_unique<DocumentStore>(*database);
    }

    Id keep(const Id& user, const std::string& content) {
        return store_document(*store, user, content, cut_passages(content, documents::Shape::headed));
    }
    std::vector<std::string> texts(const Id& user, const std::string& question) {
        std::vector<std::string> out;
        for (const auto& passage : retrieved(*store, user, question)) out.push_back(passage.text);
        return out;
    }
    std::int64_t count(const char* sql) {
        return database->read_now(
            [&](Transaction& tx) { return tx.one(sql, [](const Row& row) { return row.integer(0); }).value(); });
    }

    Id alice = new_id();
    Id bob = new_id();
    std::unique_ptr<Database> database;
    std::unique_ptr<DocumentStore> store;

private:
    std::filesystem::path directory_;
};

}  // namespace rustygpt::storage
