#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "base/time.h"

namespace rustygpt::config {

inline constexpr std::string_view secret_prefix = "RUSTYGPT__SECRETS__";

using Secrets = std::map<std::string, std::string>;

// Takes RUSTYGPT__SECRETS__NAME, or the content of the file that RUSTYGPT__SECRETS__NAME_FILE names (its last newline
// left out). Throws Error, which never repeats the value.
void add_secret(Secrets& secrets, const std::string& variable, const std::string& value);

// What sessions are guarded with. A key that was replaced still verifies what was made with it, for a while.
struct ServerKey {
    std::string current{};   // at least 32 bytes
    std::string previous{};  // empty where there is none
    Time previous_until{};
};

// For so long after a rotation.
inline constexpr std::chrono::hours previous_key_lasts{24};

// The server's own key: the secret SERVER_KEY (and, where it is set, SERVER_KEY_PREVIOUS), else the file
// "<database file>.key", made where it is missing (0600). Throws Error where the file is open to others, cut short or
// can't be made.
ServerKey server_key(const Secrets& secrets, const std::filesystem::path& database_file);

// Throws as server_key would, but makes nothing.
void check_server_key(const Secrets& secrets, const std::filesystem::path& database_file);

// Puts a new key into the file, at once or not at all; servers take it at their next start. keep_previous: with the one
// before as `previous`. Throws Error as server_key does, and where the key is not in the file but a secret.
void rotate_server_key(const Secrets& secrets, const std::filesystem::path& database_file, Time now,
                       bool keep_previous);

}  // namespace rustygpt::config
