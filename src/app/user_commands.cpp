#include "app/user_commands.h"

#include <cstdio>
#include <optional>

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

#include "accounts/users.h"
#include "app/options.h"
#include "app/terminal.h"
#include "base/printable.h"
#include "base/run_blocking.h"
#include "config/load.h"
#include "storage/account_store.h"
#include "storage/sqlite/sqlite.h"

namespace rustygpt::app {

std::unique_ptr<storage::Database> open_database(const config::Settings& settings) {
    return storage::open_sqlite({.path = sqlite_file(settings),
                                 .readers = 1,
                                 .statement_timeout = milliseconds(settings.database.statement_timeout_ms)});
}

namespace {

// Accounts for one command.
class Shell {
public:
    explicit Shell(const config::Settings& settings) : database_(open_database(settings)), store_(*database_) {}

    accounts::Users& users() { return users_; }

private:
    std::unique_ptr<storage::Database> database_;
    storage::AccountStore store_;
    SystemClock clock_;
    accounts::Hasher hasher_{1};
    accounts::Users users_{store_, hasher_, clock_};
};

template <class T>
T parsed(std::string_view option, std::string_view text) {
    auto value = T::parse(text);
    if (!value) throw config::Error(fmt::format("{} {}.", option, value.error()));
    return std::move(*value);
}

// One line; its newline is left out.
accounts::NewPassword password_from_stdin() {
    constexpr std::size_t most = 4'096;
    std::string line;
    int c = std::getchar();
    for (; c != EOF && c != '\n' && line.size() < most; c = std::getchar()) line.push_back(static_cast<char>(c));
    if (c == EOF && line.empty()) throw config::Error("--password-stdin: there is no line on standard input.");
    return parsed<accounts::NewPassword>("The password", line);
}

Role role_from(const std::string& text) {
    Role role{};
    if (!boost::describe::enum_from_string(text.c_str(), role))
        throw config::Error(
            fmt::format("--role {} is not known; allowed: admin, member, read_only.", config::shown(text)));
    return role;
}

void change(const config::Settings& settings, const std::string& email, accounts::Users::Update update) {
    Shell shell(settings);
    const auto user = run_blocking(shell.users().find(email));
    accounts::Actor actor{"command"};
    run_blocking(shell.users().change(user.id, std::move(update), std::move(actor)));
}

}  // namespace

void create_user(const config::Settings& settings, const UserArguments& arguments) {
    const auto role = role_from(arguments.role);
    accounts::Users::Newcomer newcomer{parsed<accounts::Email>("--email", arguments.email),
                                       parsed<accounts::Username>("--username", arguments.username),
                                       password_from_stdin(), role};
    Shell shell(settings);
    accounts::Actor actor{"command"};
    const auto user = run_blocking(shell.users().add(std::move(newcomer), std::move(actor)));
    say(fmt::format("Created {} ({}, {}).\n", user.email, user.username, arguments.role));
}

void list_users(const config::Settings& settings) {
    Shell shell(settings);
    const auto users = run_blocking(shell.users().all());
    say(fmt::format("{:<36}  {:<9}  {:<8}  {:<24}  {:<24}  {}\n", "EMAIL", "ROLE", "STATE", "CREATED", "LAST SEEN",
                    "USERNAME"));
    for (const auto& user : users)
        say(fmt::format("{:<36}  {:<9}  {:<8}  {:<24}  {:<24}  {}\n", printable_line(user.email),
                        boost::describe::enum_to_string(user.role, ""), user.disabled ? "disabled" : "enabled",
                        to_rfc3339(user.created_at), user.last_seen_at ? to_rfc3339(*user.last_seen_at) : "never",
                        printable_line(user.username)));
}

void disable_user(const config::Settings& settings, const UserArguments& arguments) {
    change(settings, arguments.email, {.disabled = true});
    say("Disabled; all sessions and API tokens have ended.\n");
}

void enable_user(const config::Settings& settings, const UserArguments& arguments) {
    change(settings, arguments.email, {.disabled = false});
    say("Enabled; they may sign in again.\n");
}

void set_role(const config::Settings& settings, const UserArguments& arguments) {
    change(settings, arguments.email, {.role = role_from(arguments.role)});
    say("Changed; it acts within a second.\n");
}

void set_password(const config::Settings& settings, const UserArguments& arguments) {
    change(settings, arguments.email, {.password = password_from_stdin()});
    say("Changed; all sessions and API tokens have ended.\n");
}

}  // namespace rustygpt::app
