#pragma once

// The one table of keys. Loading, error messages and `config explain` all come from it.

#include <functional>
#include <string>
#include <vector>

#include "config/settings.h"

namespace rustygpt::config {

// A value as its source gave it. What came as text (environment, flags) is read as whatever its key wants.
struct Raw {
    enum class Type { text, string, whole, number, boolean, list, other };
    Type type = Type::text;
    std::string text{};                // as the source spells it; for messages too
    std::vector<std::string> items{};  // of a list of strings
};

template <class Target>
struct Key {
    std::string name;  // "server.port"
    std::string description;
    std::string allowed;
    bool secret = false;  // its value is never shown
    std::function<bool(Target&, const Raw&)> set{};    // false: not allowed, nothing was changed
    std::function<std::string(const Target&)> show{};  // as one would write it in the environment
};

const std::vector<Key<Settings>>& settings_keys();
// The keys of one [[models]] table, without "models.".
const std::vector<Key<Model>>& model_keys();

}  // namespace rustygpt::config
