#pragma once

#include <functional>
#include <string>

#include "config/keys.h"

namespace rustygpt::config {

// Receives each value of a file: its dotted key, the value, "file:line".
using Assign = std::function<void(std::string key, Raw raw, std::string source)>;

// Reads one TOML 1.0 file of at most 1 MiB. Tables become dotted keys; the tables of an array of tables get their
// index: "models.0.id". `known` tells which keys have a value of their own even where the file has a table there.
// Throws Error.
void read_toml(const std::string& path, const std::function<bool(const std::string&)>& known, const Assign& assign);

}  // namespace rustygpt::config
