#include "config/toml_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#define TOML_EXCEPTIONS 0
#include <fmt/format.h>
#include <toml++/toml.h>

#include "config/fields.h"
#include "config/load.h"

namespace rustygpt::config {
namespace {

constexpr std::size_t max_file_bytes = 1'048'576;

// What no key takes, for the message.
Raw other(const toml::node& node) {
    std::ostringstream text;
    node.visit([&](const auto& value) { text << value; });
    return {.type = Raw::Type::other, .text = text.str()};
}

Raw list_of(const toml::array& array) {
    Raw raw{.type = Raw::Type::list};
    for (const auto& item : array) {
        const auto* text = item.as_string();
        if (!text) return other(array);
        raw.items.push_back(text->get());
    }
    raw.text = joined(raw.items, ",");
    return raw;
}

Raw raw_of(const toml::node& node) {
    using Type = Raw::Type;
    if (const auto* text = node.as_string()) return {.type = Type::string, .text = text->get()};
    if (const auto* number = node.as_integer()) return {.type = Type::whole, .text = std::to_string(number->get())};
    if (const auto* fraction = node.as_floating_point())
        return {.type = Type::number, .text = show_number(fraction->get())};
    if (const auto* flag = node.as_boolean()) return {.type = Type::boolean, .text = flag->get() ? "true" : "false"};
    if (const auto* array = node.as_array()) return list_of(*array);
    return other(node);
}

struct Walk {
    const std::string& path;
    const std::function<bool(const std::string&)>& known;
    const Assign& assign;

    void table(const toml::table& table, const std::string& prefix) const {
        for (const auto& [name, child] : table) node(child, prefix + std::string(name.str()));
    }

    void node(const toml::node& child, const std::string& key) const {
        const auto* array = child.as_array();
        if (!known(key) && child.is_table()) return table(*child.as_table(), key + '.');
        if (!known(key) && array && !array->empty() && array->is_array_of_tables()) {
            for (std::size_t i = 0; i < array->size(); ++i)
                table(*array->get(i)->as_table(), key + '.' + std::to_string(i) + '.');
            return;
        }
        assign(key, raw_of(child), fmt::format("{}:{}", path, child.source().begin.line));
    }
};

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw Error(fmt::format("The configuration file {} cannot be read: {}.", shown(path), std::strerror(errno)));
    std::string text(max_file_bytes + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad()) throw Error(fmt::format("The configuration file {} cannot be read.", shown(path)));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > max_file_bytes) throw Error(fmt::format("The configuration file {} is over 1 MiB.", shown(path)));
    return text;
}

}  // namespace

void read_toml(const std::string& path, const std::function<bool(const std::string&)>& known, const Assign& assign) {
    const auto text = content_of(path);
    const auto result = toml::parse(std::string_view(text), std::string_view(path));
    if (!result) {
        const auto& error = result.error();
        throw Error(fmt::format("{}:{}:{} is not valid TOML: {}.", path, error.source().begin.line,
                                error.source().begin.column, shown(error.description())));
    }
    Walk{path, known, assign}.table(result.table(), "");
}

}  // namespace rustygpt::config
