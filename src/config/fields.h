#pragma once

// Makers of rows for the table of keys. A row reaches its member through `at`, a generic lambda that returns a
// reference, so that the same row reads and writes.

#include <concepts>
#include <optional>
#include <string_view>
#include <utility>

#include "config/keys.h"

namespace rustygpt::config {

// What a value may look like, and how to say so.
struct Rule {
    std::string allowed;
    std::function<bool(std::string_view)> holds;
};

std::optional<std::int64_t> read_whole(const Raw& raw);
std::optional<double> read_number(const Raw& raw);
std::optional<bool> read_flag(const Raw& raw);
std::optional<std::string> read_text(const Raw& raw);
// Text is split at commas, spaces around items are dropped, an empty text is an empty list.
std::optional<std::vector<std::string>> read_list(const Raw& raw);
std::string show_number(double number);
std::string joined(const std::vector<std::string>& items, std::string_view separator);

template <class Target, class At>
Key<Target> whole(std::string name, At at, std::int64_t least, std::int64_t most, std::string description) {
    auto set = [at, least, most](Target& target, const Raw& raw) {
        const auto value = read_whole(raw);
        if (!value || *value < least || *value > most) return false;
        at(target) = *value;
        return true;
    };
    auto show = [at](const Target& target) { return std::to_string(at(target)); };
    auto allowed = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    return {std::move(name), std::move(description), std::move(allowed), false, set, show};
}

template <class Target, class At>
Key<Target> number(std::string name, At at, double least, double most, std::string description) {
    auto set = [at, least, most](Target& target, const Raw& raw) {
        const auto value = read_number(raw);
        if (!value || !(*value >= least && *value <= most)) return false;
        at(target) = *value;
        return true;
    };
    auto show = [at](const Target& target) { return show_number(at(target)); };
    auto allowed = "a number from " + show_number(least) + " to " + show_number(most);
    return {std::move(name), std::move(description), std::move(allowed), false, set, show};
}

template <class Target, class At>
Key<Target> flag(std::string name, At at, std::string description) {
    auto set = [at](Target& target, const Raw& raw) {
        const auto value = read_flag(raw);
        if (value) at(target) = *value;
        return value.has_value();
    };
    auto show = [at](const Target& target) { return std::string(at(target) ? "true" : "false"); };
    return {std::move(name), std::move(description), "true or false", false, set, show};
}

template <class Target, class At>
Key<Target> text(std::string name, At at, Rule rule, std::string description) {
    auto set = [at, holds = rule.holds](Target& target, const Raw& raw) {
        auto value = read_text(raw);
        if (!value || !holds(*value)) return false;
        at(target) = std::move(*value);
        return true;
    };
    auto show = [at](const Target& target) { return at(target); };
    return {std::move(name), std::move(description), std::move(rule.allowed), false, set, show};
}

template <class Target, class At>
Key<Target> list(std::string name, At at, Rule item, std::string description) {
    auto set = [at, holds = item.holds](Target& target, const Raw& raw) {
        auto values = read_list(raw);
        if (!values) return false;
        for (const auto& value : *values)
            if (!holds(value)) return false;
        at(target) = std::move(*values);
        return true;
    };
    auto show = [at](const Target& target) { return joined(at(target), ","); };
    return {std::move(name), std::move(description), "a list, each " + item.allowed, false, set, show};
}

template <class Enum>
using Choices = std::vector<std::pair<std::string, Enum>>;

template <class Target, class Enum, class At>
Key<Target> choice(std::string name, At at, Choices<Enum> choices, std::string description) {
    std::vector<std::string> names;
    for (const auto& [text, _] : choices) names.push_back(text);
    auto set = [at, choices](Target& target, const Raw& raw) {
        const auto value = read_text(raw);
        for (const auto& [text, meaning] : choices) {
            if (value != text) continue;
            at(target) = meaning;
            return true;
        }
        return false;
    };
    auto show = [at, choices](const Target& target) {
        for (const auto& [text, meaning] : choices)
            if (meaning == at(target)) return text;
        return std::string();
    };
    return {std::move(name), std::move(description), "one of " + joined(names, ", "), false, set, show};
}

}  // namespace rustygpt::config
