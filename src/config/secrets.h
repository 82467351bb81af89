#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace rustygpt::config {

inline constexpr std::string_view secret_prefix = "RUSTYGPT__SECRETS__";

using Secrets = std::map<std::string, std::string>;

// Takes RUSTYGPT__SECRETS__NAME, or the content of the file that RUSTYGPT__SECRETS__NAME_FILE names (its last newline
// left out). Throws Error, which never repeats the value.
void add_secret(Secrets& secrets, const std::string& variable, const std::string& value);

// The server's own key: the secret SERVER_KEY, else the file "<database file>.key", made where it is missing (0600).
// At least 32 bytes. Throws Error where the file is open to others, cut short or can't be made.
std::string server_key(const Secrets& secrets, const std::filesystem::path& database_file);

}  // namespace rustygpt::config
