#include <fmt/format.h>

#include "base/json.h"
#include "base/utf8.h"
#include "config/keys.h"
#include "config/load.h"

namespace rustygpt::config {
namespace {

// "postgres://name:password@host" without the password.
std::string without_password(std::string_view text) {
    const auto scheme = text.find("://");
    if (scheme == text.npos) return std::string(text);
    const auto from = scheme + 3;
    const auto at = text.rfind('@');
    if (at == text.npos || at < from) return std::string(text);
    const auto colon = text.substr(from, at - from).find(':');
    if (colon == text.npos) return std::string(text);
    return fmt::format("{}:***{}", text.substr(0, from + colon), text.substr(at));
}

template <class Target>
std::string value_of(const Key<Target>& row, const Target& target) {
    const auto value = row.show(target);
    if (row.secret) return value.empty() ? "\"\"" : "***";
    return shown(value);
}

std::string line(const std::string& key, const std::string& value, const Loaded& loaded) {
    const auto origin = loaded.origins.find(key);
    return fmt::format("{} = {}  # {}\n", key, value, origin == loaded.origins.end() ? "default" : origin->second);
}

}  // namespace

std::string shown(std::string_view value) {
    constexpr std::size_t most = 200;
    std::string text = without_password(value);
    if (!utf8::valid(text))
        for (char& c : text)
            if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    const bool cut = text.size() > most;
    if (cut) text = std::string(utf8::prefix(text, most)) + "...";
    std::string out;
    append_quoted(out, text);
    return out;
}

std::string explain(const Loaded& loaded) {
    std::string out;
    for (const auto& row : settings_keys()) out += line(row.name, value_of(row, loaded.settings), loaded);
    for (std::size_t i = 0; i < loaded.settings.models.size(); ++i)
        for (const auto& row : model_keys())
            out += line(fmt::format("models.{}.{}", i, row.name), value_of(row, loaded.settings.models[i]), loaded);
    for (const auto& [name, _] : loaded.settings.secrets)
        out += fmt::format("secrets.{} = ***  # environment RUSTYGPT__SECRETS__{}\n", name, name);
    return out;
}

}  // namespace rustygpt::config
