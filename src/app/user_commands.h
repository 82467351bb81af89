#pragma once

#include <string>

#include "config/settings.h"

namespace rustygpt::app {

// rustygpt-server user ...: what was given on the command line, as text.
struct UserArguments {
    std::string email{};
    std::string username{};
    std::string role{};
};

// Each works on the configured database, also while a server runs on it, and prints its result to standard output.
// Throw Failure, config::Error or std::runtime_error.
void create_user(const config::Settings& settings, const UserArguments& arguments);
void list_users(const config::Settings& settings);
void disable_user(const config::Settings& settings, const UserArguments& arguments);
void enable_user(const config::Settings& settings, const UserArguments& arguments);
void set_role(const config::Settings& settings, const UserArguments& arguments);
void set_password(const config::Settings& settings, const UserArguments& arguments);

}  // namespace rustygpt::app
