#pragma once

// What the tests of accounts share: a database of their own, servers on it, a clock that they set.

#include <filesystem>

#include "accounts/accounts.h"
#include "base/failure.h"
#include "storage/account_store.h"
#include "storage/sqlite/sqlite.h"
#include "storage/token_store.h"

namespace rustygpt::storage::testing_accounts {

using namespace accounts;
using namespace std::chrono_literals;
using Kind = Failure::Kind;

class SetClock final : public Clock {
public:
    [[nodiscard]] Time now() const override { return time; }
    Time time{std::chrono::milliseconds(1'800'000'000'000)};
};

inline constexpr const char* password = "a good long password 1";

// One server's accounts over a database that others share.
struct Server {
    Server(Database& database, const Clock& clock, SessionPolicy policy = {}, std::int64_t logins = 100'000,
           ServerKey key = std::string(32, 'k'))
        : store(std::make_unique<storage::AccountStore>(database)),
          token_store(std::make_unique<storage::TokenStore>(database)),
          limits(logins),
          sessions(*store, clock, policy, std::move(key)),
          tokens(*token_store, clock),
          users(*store, hasher, clock) {}

    template <class T>
    T run(Task<T> task) {
        std::optional<Held<T>> out;
        finish(kept(std::move(task), out));
        if constexpr (!std::is_void_v<T>) return std::move(*out);
    }
    // The failure's kind; nothing where there was none.
    template <class T>
    std::optional<Kind> failure_of(Task<T> task) {
        try {
            run(std::move(task));
        } catch (const Failure& failure) {
            return failure.kind;
        }
        return std::nullopt;
    }

    User add(const std::string& name, Role role = Role::member) {
        return run(users.add(
            {*Email::parse(name + "@example.org"), *Username::parse(name), *NewPassword::parse(password), role},
            {"command"}));
    }
    Task<User> change(std::string email, Users::Update update) {
        const auto user = co_await users.find(std::move(email));
        Actor actor{"command"};
        co_return co_await users.change(user.id, std::move(update), std::move(actor));
    }
    Task<SignedIn> login(const std::string& name, const std::string& with = password,
                         const std::string& from = "192.0.2.1") {
        return sign_in(name + "@example.org", with, {from, "test"});
    }
    // Who the secret is for; nothing where it is refused.
    std::optional<Caller> who(const std::string& secret) {
        if (auto known = sessions.known(secret)) return known;
        try {
            return run(sessions.admit(secret, {"192.0.2.1", ""})).caller;
        } catch (const Failure&) {
            return std::nullopt;
        }
    }

    template <class T>
    static Task<> kept(Task<T> task, std::optional<Held<T>>& out) {
        if constexpr (std::is_void_v<T>) co_await std::move(task);
        else out = co_await std::move(task);
    }
    // Runs it to its end; throws what it throws.
    static void finish(Task<> task);

    std::unique_ptr<storage::AccountStore> store;
    std::unique_ptr<storage::TokenStore> token_store;
    Hasher hasher{2};
    LoginLimits limits;
    Sessions sessions;
    Tokens tokens;
    SignIn sign_in{*store, sessions, hasher, limits};
    SetUp set_up{*store, sessions, hasher, limits};
    ChangePassword change_password{*store, sessions, tokens, hasher, sign_in};
    Users users;
};

// A database that goes with the test.
class Bed {
protected:
    Bed() {
        crypto_init();
        directory_ = std::filesystem::temp_directory_path() / ("rustygpt-" + random_token(9));
        std::filesystem::create_directory(directory_);
        database = open_sqlite({.path = (directory_ / "x.db").string()});
    }
    ~Bed() {
        database.reset();
        std::filesystem::remove_all(directory_);
    }
    std::int64_t audited(const std::string& action) {
        return database->read_now([&](Transaction& tx) {
            return *tx.one(
                "SELECT count(*) FROM audit WHERE action = $1", [](const Row& row) { return row.integer(0); }, action);
        });
    }

    std::filesystem::path directory_;
    asio::io_context context;  // outlives the database that posts to it
    std::unique_ptr<Database> database;
    SetClock clock;
};

}  // namespace rustygpt::storage::testing_accounts
