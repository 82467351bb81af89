#include "base/dto.h"

#include <cmath>

#include <fmt/format.h>

#include "base/utf8.h"

namespace rustygpt::dto {

namespace {
constexpr std::size_t max_problems = 32;
}

void Problems::add(std::string_view path, std::string_view message) {
    if (errors_.size() < max_problems)
        errors_.push_back(json::object{{"in", in_}, {"path", path}, {"message", message}});
}

void Problems::throw_if_any() const {
    if (errors_.empty()) return;
    const auto& first = errors_.front().as_object();
    std::string_view path = first.at("path").as_string();
    if (path.starts_with('/')) path.remove_prefix(1);
    const auto message = fmt::format("{}{}{}.", path.empty() ? "The " + in_ : path, " ",
                                     std::string_view(first.at("message").as_string()));
    throw Failure(Failure::Kind::validation_failed, message, {{"errors", errors_}});
}

void Codec<json::value>::write(std::string& out, const json::value& value) { append_json(out, value); }
void Codec<json::object>::write(std::string& out, const json::object& value) { append_json(out, value); }

namespace detail {

bool read_text(const json::value& value, std::string& out, std::size_t min, std::size_t max, const std::string& path,
               Problems& problems) {
    if (!value.is_string()) {
        problems.add(path, "must be a string");
        return false;
    }
    const std::string_view text = value.get_string();
    if (text.size() < min) {
        problems.add(path, min == 1 ? "must not be empty" : fmt::format("must have at least {} bytes", min));
    } else if (text.size() > max) {
        problems.add(path, fmt::format("must have at most {} bytes", max));
    } else if (text.contains('\0')) {
        problems.add(path, "must not contain U+0000");
    } else {
        out = text;
        return true;
    }
    return false;
}

bool read_integer(const json::value& value, std::int64_t& out, const std::string& path, Problems& problems) {
    if (value.is_int64()) {
        out = value.get_int64();
        return true;
    }
    // 1.0 and 1e3 are integers to JSON Schema (2020-12, section 6.1.1 of the validation vocabulary).
    if (value.is_double() && std::trunc(value.get_double()) == value.get_double() &&
        std::abs(value.get_double()) < 9e15) {
        out = static_cast<std::int64_t>(value.get_double());
        return true;
    }
    problems.add(path, value.is_number() ? "must be a whole number within 64 bits" : "must be a whole number");
    return false;
}

bool read_number(const json::value& value, double& out, const std::string& path, Problems& problems) {
    if (!value.is_number()) {
        problems.add(path, "must be a number");
        return false;
    }
    out = value.to_number<double>();
    if (std::isfinite(out)) return true;
    problems.add(path, "must be a finite number");
    return false;
}

void complain_of_range(std::string_view low, std::string_view high, const std::string& path, Problems& problems) {
    problems.add(path, fmt::format("must be {} to {}", low, high));
}

json::object nullable(json::value schema) {
    auto& object = schema.as_object();
    if (object.empty()) return {};  // anything, so null too
    if (auto* type = object.if_contains("type"); type && type->is_string() && !object.contains("enum")) {
        *type = json::array{*type, "null"};
        return std::move(object);
    }
    return {{"anyOf", json::array{std::move(schema), json::object{{"type", "null"}}}}};
}

std::string number_text(double number) {
    if (std::trunc(number) == number && std::abs(number) < 1e15)
        return std::to_string(static_cast<std::int64_t>(number));
    std::string out;
    append_number(out, number);
    return out;
}

}  // namespace detail
}  // namespace rustygpt::dto
