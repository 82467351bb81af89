#include "config/load.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <unistd.h>

#include "config/fields.h"
#include "config/keys.h"
#include "config/secrets.h"
#include "config/toml_file.h"

namespace rustygpt::config {
namespace {

constexpr std::string_view prefix = "RUSTYGPT__";
constexpr std::string_view models = "models.";
constexpr std::size_t max_models = 256;

// "models.3.base_url" is key base_url of model 3.
struct ModelKey {
    std::size_t index;
    std::string name;
};

std::optional<ModelKey> model_key(std::string_view key) {
    if (!key.starts_with(models)) return std::nullopt;
    key.remove_prefix(models.size());
    const auto dot = key.find('.');
    if (dot == key.npos) return std::nullopt;
    const auto index = read_whole({.text = std::string(key.substr(0, dot))});
    if (!index || *index < 0 || std::size_t(*index) >= max_models) return std::nullopt;
    return ModelKey{std::size_t(*index), std::string(key.substr(dot + 1))};
}

template <class Target>
const Key<Target>* find(const std::vector<Key<Target>>& keys, std::string_view name) {
    const auto found = std::ranges::find(keys, name, &Key<Target>::name);
    return found == keys.end() ? nullptr : &*found;
}

// What the keys begin with: each table of the file once, without those within another one.
std::vector<std::string> sections() {
    std::vector<std::string> names;
    for (const auto& row : settings_keys()) {
        const auto name = row.name.substr(0, row.name.rfind('.'));
        const auto is_outer = [&](const std::string& outer) { return name == outer || name.starts_with(outer + "."); };
        if (std::ranges::none_of(names, is_outer)) names.push_back(name);
    }
    names.emplace_back("models");
    return names;
}

// The keys that share the longest part with an unknown one: most probably the wanted one is among them.
std::string neighbours(std::string_view key) {
    if (key.starts_with("models")) {
        std::vector<std::string> names;
        for (const auto& row : model_keys()) names.push_back(row.name);
        return "in [[models]]: " + joined(names, ", ");
    }
    for (auto dot = key.rfind('.'); dot != key.npos; dot = dot == 0 ? key.npos : key.rfind('.', dot - 1)) {
        std::vector<std::string> names;
        for (const auto& row : settings_keys())
            if (row.name.starts_with(key.substr(0, dot + 1))) names.push_back(row.name);
        if (!names.empty()) return joined(names, ", ");
    }
    return "keys that begin with " + joined(sections(), ", ");
}

bool may_be_secret(std::string_view key) {
    for (const std::string_view word : {"key", "secret", "password", "token"})
        if (key.contains(word)) return true;
    return false;
}

class Loading {
public:
    explicit Loading(Loaded& loaded) : loaded_(loaded) {}

    void assign(const std::string& key, const Raw& raw, const std::string& source) {
        if (const auto model = model_key(key)) {
            auto& list = loaded_.settings.models;
            if (const auto* row = find(model_keys(), model->name)) {
                if (list.size() <= model->index) list.resize(model->index + 1);
                return set(*row, list[model->index], key, raw, source);
            }
        } else if (const auto* row = find(settings_keys(), key)) {
            return set(*row, loaded_.settings, key, raw, source);
        }
        const auto quoted = shown(key);  // a TOML key may hold anything, line ends too
        throw Error(fmt::format("{}: unknown key in {} (value {}); allowed: {}.", quoted.substr(1, quoted.size() - 2),
                                source, may_be_secret(key) ? "hidden" : shown(raw.text), neighbours(key)));
    }

private:
    template <class Target>
    void set(const Key<Target>& row, Target& target, const std::string& key, const Raw& raw,
             const std::string& source) {
        if (!row.set(target, raw))
            throw Error(fmt::format("{}: {} from {} is not valid; allowed: {}.", key,
                                    row.secret ? "the value" : shown(raw.text), source, row.allowed));
        loaded_.origins[key] = source;
    }

    Loaded& loaded_;
};

bool is_known(const std::string& key) {
    if (const auto model = model_key(key)) return find(model_keys(), model->name) != nullptr;
    return find(settings_keys(), key) != nullptr;
}

// RUSTYGPT__SERVER__PORT is server.port.
std::string dotted(std::string_view variable) {
    variable.remove_prefix(prefix.size());
    std::string key;
    for (std::size_t i = 0; i < variable.size(); ++i) {
        if (variable.substr(i).starts_with("__")) {
            key.push_back('.');
            ++i;
        } else {
            const char c = variable[i];
            key.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
        }
    }
    return key;
}

void read_environment(const Environment& environment, Loading& loading, Loaded& loaded) {
    for (const auto& [name, value] : environment) {
        if (!name.starts_with(prefix)) continue;
        if (name.starts_with(secret_prefix)) add_secret(loaded.settings.secrets, name, value);
        else loading.assign(dotted(name), {.text = value}, "environment " + name);
    }
}

void check_models(Loaded& loaded) {
    std::set<std::string> ids;
    auto& list = loaded.settings.models;
    for (std::size_t i = 0; i < list.size(); ++i) {
        auto& model = list[i];
        const auto name = fmt::format("models.{}", i);
        if (model.id.empty()) throw Error(name + ".id: is missing; allowed: 1 to 128 letters, digits and -._:/.");
        if (!ids.insert(model.id).second)
            throw Error(fmt::format("{}.id: {} from {} is there already; allowed: a different id for each model.", name,
                                    shown(model.id), loaded.origins[name + ".id"]));
        if (model.provider == "openai" && model.base_url.empty())
            throw Error(name + ".base_url: is missing; provider openai needs a URL such as http://127.0.0.1:11434/v1.");
        if (model.provider == "llama" && model.model_path.empty())
            throw Error(name + ".model_path: is missing; provider llama needs a GGUF file.");
        if (model.api_key.empty()) continue;
        const auto secret = loaded.settings.secrets.find(model.api_key.substr(secret_prefix.size()));
        if (secret == loaded.settings.secrets.end())
            throw Error(
                fmt::format("{}.api_key: the secret named in {} is not set; set it in the environment, or name a "
                            "file with it in the same variable with _FILE at its end.",
                            name, loaded.origins[name + ".api_key"]));
        model.api_key = secret->second;
    }
}

// One would take the other's place in every browser, and nobody could stay signed in.
void check_cookies(const Settings& settings) {
    if (settings.session.session_cookie_name != settings.session.csrf_cookie_name) return;
    throw Error(fmt::format("session.csrf_cookie_name: {} is session.session_cookie_name too; allowed: another name.",
                            shown(settings.session.csrf_cookie_name)));
}

}  // namespace

Loaded load(const Sources& sources) {
    Loaded loaded;
    Loading loading(loaded);
    const auto assign = [&](const std::string& key, const Raw& raw, const std::string& source) {
        loading.assign(key, raw, source);
    };
    if (sources.file) read_toml(*sources.file, is_known, assign);
    else if (std::filesystem::exists("rustygpt.toml")) read_toml("rustygpt.toml", is_known, assign);
    read_environment(sources.environment, loading, loaded);
    for (const auto& flag : sources.flags) loading.assign(flag.key, {.text = flag.text}, "flag " + flag.name);
    check_models(loaded);
    check_cookies(loaded.settings);
    return loaded;
}

Environment process_environment() {
    Environment out;
    for (char** entry = environ; *entry; ++entry) {
        const std::string_view text = *entry;
        const auto equals = text.find('=');
        if (equals != text.npos) out.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return out;
}

}  // namespace rustygpt::config
