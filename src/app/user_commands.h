#pragma once

#include <memory>
#include <string>

#include "config/settings.h"
#include "storage/database.h"

namespace rustygpt::app {

// rustygpt-server user ...: what was given on the command line, as text.
struct UserArguments {
    std::string email{};
    std::string username{};
    std::string role{};
};

// For one command. Throws config::Error for a database that this version can't open.
std::unique_ptr<storage::Database> open_database(const config::Settings& settings);

// Each works on the configured database, also while a server runs on it, and prints its result to standard output.
// Throw Failure, config::Error or std::runtime_error.
void create_user(const config::Settings& settings, const UserArguments& arguments);
void list_users(const config::Settings& settings);
void disable_user(const config::Settings& settings, const UserArguments& arguments);
void enable_user(const config::Settings& settings, const UserArguments& arguments);
void set_role(const config::Settings& settings, const UserArguments& arguments);
void set_password(const config::Settings& settings, const UserArguments& arguments);

}  // namespace rustygpt::app
