#pragma once

// A real database, hub and one core for the tests of chat storage and streams.

#include <filesystem>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include "base/crypto.h"
#include "storage/chat_store.h"
#include "storage/sqlite/sqlite.h"
#include "stream/subscription.h"

namespace rustygpt::storage {

class ChatTest : public testing::Test {
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
                    "password_hash, created_at) "
                    "VALUES ($1, $1, $1, $1, $1, $1, 'member', '', 0)",
                    id);
        });
    }
    void TearDown() override {
        close();
        std::filesystem::remove_all(directory_);
    }
    void open() {
        database = open_sqlite({.path = (directory_ / "x.db").string()});
        hub = std::make_unique<stream::Hub>(3);
        hub->add_core(io.get_executor());
        log = std::make_unique<EventLog>(
            *database, [this](std::vector<stream::Event> events) { hub->publish(std::move(events)); }, clock);
        store = std::make_unique<ChatStore>(*database, *log);
    }
    void close() {
        database.reset();
        io.restart();
        io.poll();
    }

    // Runs a task to its end on the one core.
    template <class T>
    T run(Task<T> task) {
        std::optional<Outcome<T>> outcome;
        io.restart();
        asio::co_spawn(io, std::move(task), [&](const std::exception_ptr& error, auto... value) {
            outcome.emplace();
            outcome->error = error;
            if constexpr (!std::is_void_v<T>) {
                if (!error) (outcome->value.emplace(std::move(value)), ...);
            }
        });
        auto work = asio::make_work_guard(io);
        while (!outcome) io.run_one();
        if (outcome->error) std::rethrow_exception(outcome->error);
        if constexpr (!std::is_void_v<T>) return std::move(*outcome->value);
    }

    chat::NewPrompt prompt(std::string text, std::optional<Id> conversation = {}) {
        chat::NewPrompt out;
        out.user_id = alice;
        out.conversation_id = conversation;
        out.prompt = std::move(text);
        out.options.model = "builtin";
        return out;
    }
    chat::Submission submit(chat::NewPrompt asked) { return run(store->submit(std::move(asked))); }
    static chat::AnswerRef ref(const chat::Submission& submission) {
        const auto& answer = submission.answer;
        return {submission.work->user_id,
                std::make_shared<const stream::DeltaHead>(stream::DeltaHead{.message_id = answer.id,
                                                                            .conversation_id = answer.conversation_id,
                                                                            .root_id = answer.root_id,
                                                                            .parent_id = answer.parent_id,
                                                                            .depth = answer.depth,
                                                                            .model = "builtin",
                                                                            .created_at = answer.created_at})};
    }
    // Streams the words and ends the answer.
    chat::Message answer(const chat::Submission& submission, const std::vector<std::string>& words) {
        auto message = submission.answer;
        for (const auto& word : words) {
            EXPECT_TRUE(run(store->append_delta(ref(submission), message.next_sequence++, word, "")));
            message.content += word;
        }
        message.status = chat::Status::completed;
        message.finish_reason = chat::FinishReason::stop;
        EXPECT_TRUE(run(store->finish(alice, message, {})));
        return message;
    }
    template <class F>
    static Failure::Kind failure_of(F call) {
        try {
            call();
        } catch (const Failure& failure) {
            return failure.kind;
        }
        return Failure::Kind::internal_error;
    }

    const Id alice = new_id();
    const Id bob = new_id();
    asio::io_context io{1};
    std::filesystem::path directory_;
    std::unique_ptr<Database> database;
    std::unique_ptr<stream::Hub> hub;
    // The system's, as many hours ahead as a test wants.
    struct JumpingClock final : Clock {
        [[nodiscard]] Time now() const override { return SystemClock().now() + ahead; }
        milliseconds ahead{};
    };
    JumpingClock clock;
    std::unique_ptr<EventLog> log;
    std::unique_ptr<ChatStore> store;
};

}  // namespace rustygpt::storage
