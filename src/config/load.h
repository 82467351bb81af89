#pragma once

// Settings from their four sources: defaults, one TOML file, RUSTYGPT__… variables, flags. The later ones win.

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "config/settings.h"

namespace rustygpt::config {

// One clear line for whoever starts the server: the key, where its value came from, the value, what is allowed.
struct Error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

using Environment = std::vector<std::pair<std::string, std::string>>;

struct Flag {
    std::string key;   // "server.port"
    std::string text;  // "9000"
    std::string name;  // as it was given: "--port"
};

struct Sources {
    std::optional<std::string> file{};  // must be readable; without it rustygpt.toml is read if there
    Environment environment{};          // may hold other variables: only RUSTYGPT__… counts
    std::vector<Flag> flags{};
};

struct Loaded {
    Settings settings{};
    // Where each key that is not at its default came from: "rustygpt.toml:3", "environment NAME", "flag --port".
    std::map<std::string, std::string> origins{};
};

// Throws Error.
Loaded load(const Sources& sources);

// The variables of this process.
Environment process_environment();

// One line per key: `key = value  # source`, secrets masked.
std::string explain(const Loaded& loaded);

// A value on one line, without passwords in URLs, at most 200 bytes; for messages.
std::string shown(std::string_view value);

}  // namespace rustygpt::config
