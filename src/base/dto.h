#pragma once

// What crosses the wire is a struct whose members are listed once, with BOOST_DESCRIBE_STRUCT. From that list come
// reading with every error at once, writing, and the JSON Schema. A type that is no plain struct brings its own Codec.

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <boost/describe/enum.hpp>
#include <boost/describe/class.hpp>
#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include "base/failure.h"
#include "base/id.h"
#include "base/json.h"
#include "base/time.h"

namespace rustygpt::dto {

// Collects what is wrong with a document, with JSON pointers; 32 entries at most are kept.
class Problems {
public:
    explicit Problems(std::string_view in = "body") : in_(in) {}
    void add(std::string_view path, std::string_view message);
    [[nodiscard]] bool none() const { return errors_.empty(); }
    // Throws Failure{validation_failed} with details.errors where there is anything to tell.
    void throw_if_any() const;

private:
    std::string in_;
    json::array errors_;
};

// Requests may leave optional members out; responses always carry each.
enum class Direction { request, response };

// The named schemas that a document refers to, as OpenAPI's components.
class Schemas {
public:
    std::map<std::string, json::object> named;

    // A schema for T, by reference where T is a struct or an enum.
    template <class T>
    json::value of(Direction direction);
};

// How one type is read, written and described. Specialised below and beside types that need it.
template <class T>
struct Codec;

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && std::is_class_v<T>;

// Text of Min to Max bytes of UTF-8 without U+0000.
template <std::size_t Min, std::size_t Max>
struct Text {
    std::string value;
};

// A number within [Min, Max].
template <class T, T Min, T Max>
struct Ranged {
    T value{};
};
template <std::int64_t Min, std::int64_t Max>
using Integer = Ranged<std::int64_t, Min, Max>;

// At most Max items.
template <class T, std::size_t Max>
struct List {
    std::vector<T> items;
};

// A member of a PATCH body: absent leaves things alone, null clears them.
template <class T>
struct Patch {
    bool present = false;
    std::optional<T> value;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_patch = false;
template <class T>
inline constexpr bool is_patch<Patch<T>> = true;

// "Message" for rustygpt::chat::Message.
template <class T>
constexpr std::string_view type_name() {
    std::string_view name = __PRETTY_FUNCTION__;
    name = name.substr(name.find("T = ") + 4);
    name = name.substr(0, name.find_first_of(";]"));
    return name.substr(name.rfind(':') == name.npos ? 0 : name.rfind(':') + 1);
}

template <class T>
void read(const json::value& value, T& out, const std::string& path, Problems& problems) {
    Codec<T>::read(value, out, path, problems);
}

template <class T>
void write(std::string& out, const T& value) {
    Codec<T>::write(out, value);
}

template <class T>
std::string to_json(const T& value) {
    std::string out;
    write(out, value);
    return out;
}

// Reads a whole document. Throws Failure{validation_failed}.
template <class T>
T from_json(const json::value& value, std::string_view in = "body") {
    T out{};
    Problems problems(in);
    read(value, out, "", problems);
    problems.throw_if_any();
    return out;
}

// ---- codecs ----

namespace detail {
// Reads a string and checks its length in bytes; false where it complained.
bool read_text(const json::value& value, std::string& out, std::size_t min, std::size_t max, const std::string& path,
               Problems& problems);
bool read_integer(const json::value& value, std::int64_t& out, const std::string& path, Problems& problems);
bool read_number(const json::value& value, double& out, const std::string& path, Problems& problems);
void complain_of_range(std::string_view low, std::string_view high, const std::string& path, Problems& problems);
json::object nullable(json::value schema);
std::string number_text(double number);
inline std::string number_text(std::int64_t number) { return std::to_string(number); }
}  // namespace detail

template <>
struct Codec<bool> {
    static void read(const json::value& value, bool& out, const std::string& path, Problems& problems) {
        if (value.is_bool()) out = value.get_bool();
        else problems.add(path, "must be true or false");
    }
    static void write(std::string& out, bool value) { out += value ? "true" : "false"; }
    static json::value schema(Schemas&, Direction) { return json::object{{"type", "boolean"}}; }
};

template <>
struct Codec<std::int64_t> {
    static void read(const json::value& value, std::int64_t& out, const std::string& path, Problems& problems) {
        detail::read_integer(value, out, path, problems);
    }
    static void write(std::string& out, std::int64_t value) { out += std::to_string(value); }
    static json::value schema(Schemas&, Direction) { return json::object{{"type", "integer"}, {"format", "int64"}}; }
};

template <>
struct Codec<double> {
    static void read(const json::value& value, double& out, const std::string& path, Problems& problems) {
        detail::read_number(value, out, path, problems);
    }
    static void write(std::string& out, double value) { append_number(out, value); }
    static json::value schema(Schemas&, Direction) { return json::object{{"type", "number"}}; }
};

template <>
struct Codec<std::string> {
    static void read(const json::value& value, std::string& out, const std::string& path, Problems& problems) {
        detail::read_text(value, out, 0, std::size_t(-1), path, problems);
    }
    static void write(std::string& out, const std::string& value) { append_quoted(out, value); }
    static json::value schema(Schemas&, Direction) { return json::object{{"type", "string"}}; }
};

template <std::size_t Min, std::size_t Max>
struct Codec<Text<Min, Max>> {
    static void read(const json::value& value, Text<Min, Max>& out, const std::string& path, Problems& problems) {
        detail::read_text(value, out.value, Min, Max, path, problems);
    }
    static void write(std::string& out, const Text<Min, Max>& value) { append_quoted(out, value.value); }
    // Schema lengths count characters, ours bytes: the schema allows what might fit.
    static json::value schema(Schemas&, Direction) {
        return json::object{{"type", "string"}, {"minLength", Min > 0 ? 1 : 0}, {"maxLength", Max}};
    }
};

template <class T, T Min, T Max>
struct Codec<Ranged<T, Min, Max>> {
    static void read(const json::value& value, Ranged<T, Min, Max>& out, const std::string& path, Problems& problems) {
        bool good = false;
        if constexpr (std::is_integral_v<T>) good = detail::read_integer(value, out.value, path, problems);
        else good = detail::read_number(value, out.value, path, problems);
        if (good && (out.value < Min || out.value > Max))
            detail::complain_of_range(detail::number_text(Min), detail::number_text(Max), path, problems);
    }
    static void write(std::string& out, const Ranged<T, Min, Max>& value) { Codec<T>::write(out, value.value); }
    static json::value schema(Schemas& schemas, Direction direction) {
        auto schema = Codec<T>::schema(schemas, direction).as_object();
        schema["minimum"] = Min;
        schema["maximum"] = Max;
        return schema;
    }
};

template <>
struct Codec<Id> {
    static void read(const json::value& value, Id& out, const std::string& path, Problems& problems) {
        const auto id = value.is_string() ? Id::parse(value.get_string()) : std::nullopt;
        if (id) out = *id;
        else problems.add(path, "must be a UUID");
    }
    static void write(std::string& out, const Id& value) {
        out.push_back('"');
        out += value.text();
        out.push_back('"');
    }
    static json::value schema(Schemas&, Direction) { return json::object{{"type", "string"}, {"format", "uuid"}}; }
};

template <>
struct Codec<Time> {
    static void read(const json::value& value, Time& out, const std::string& path, Problems& problems) {
        const auto time = value.is_string() ? parse_rfc3339(value.get_string()) : std::nullopt;
        if (time) out = *time;
        else problems.add(path, "must be an RFC 3339 date and time");
    }
    static void write(std::string& out, Time value) {
        out.push_back('"');
        out += to_rfc3339(value);
        out.push_back('"');
    }
    static json::value schema(Schemas&, Direction) { return json::object{{"type", "string"}, {"format", "date-time"}}; }
};

// Any JSON at all.
template <>
struct Codec<json::value> {
    static void read(const json::value& value, json::value& out, const std::string&, Problems&) { out = value; }
    static void write(std::string& out, const json::value& value);
    static json::value schema(Schemas&, Direction) { return json::object{}; }
};

template <>
struct Codec<json::object> {
    static void read(const json::value& value, json::object& out, const std::string& path, Problems& problems) {
        if (value.is_object()) out = value.get_object();
        else problems.add(path, "must be an object");
    }
    static void write(std::string& out, const json::object& value);
    static json::value schema(Schemas&, Direction) {
        return json::object{{"type", "object"}, {"additionalProperties", true}};
    }
};

template <class T>
struct Codec<std::optional<T>> {
    static void read(const json::value& value, std::optional<T>& out, const std::string& path, Problems& problems) {
        if (value.is_null()) return;
        dto::read(value, out.emplace(), path, problems);
    }
    static void write(std::string& out, const std::optional<T>& value) {
        if (value) dto::write(out, *value);
        else out += "null";
    }
    static json::value schema(Schemas& schemas, Direction direction) {
        return detail::nullable(schemas.of<T>(direction));
    }
};

template <class T>
struct Codec<Patch<T>> {
    static void read(const json::value& value, Patch<T>& out, const std::string& path, Problems& problems) {
        out.present = true;
        if (!value.is_null()) dto::read(value, out.value.emplace(), path, problems);
    }
    static json::value schema(Schemas& schemas, Direction direction) {
        return detail::nullable(schemas.of<T>(direction));
    }
};

template <class T>
struct Codec<std::vector<T>> {
    static void read(const json::value& value, std::vector<T>& out, const std::string& path, Problems& problems) {
        if (!value.is_array()) return problems.add(path, "must be a list");
        for (const auto& item : value.get_array())
            dto::read(item, out.emplace_back(), pointer(path, std::to_string(out.size() - 1)), problems);
    }
    static void write(std::string& out, const std::vector<T>& value) {
        out.push_back('[');
        for (const auto& item : value) {
            if (&item != &value.front()) out.push_back(',');
            dto::write(out, item);
        }
        out.push_back(']');
    }
    static json::value schema(Schemas& schemas, Direction direction) {
        return json::object{{"type", "array"}, {"items", schemas.of<T>(direction)}};
    }
};

template <class T, std::size_t Max>
struct Codec<List<T, Max>> {
    static void read(const json::value& value, List<T, Max>& out, const std::string& path, Problems& problems) {
        if (value.is_array() && value.get_array().size() > Max)
            return problems.add(path, "must have at most " + std::to_string(Max) + " items");
        dto::read(value, out.items, path, problems);
    }
    static void write(std::string& out, const List<T, Max>& value) { dto::write(out, value.items); }
    static json::value schema(Schemas& schemas, Direction direction) {
        auto schema = Codec<std::vector<T>>::schema(schemas, direction).as_object();
        schema["maxItems"] = Max;
        return schema;
    }
};

template <class T>
    requires(boost::describe::has_describe_enumerators<T>::value)
struct Codec<T> {
    static constexpr const char* name_of(T value) { return boost::describe::enum_to_string(value, "?"); }
    static void read(const json::value& value, T& out, const std::string& path, Problems& problems) {
        if (value.is_string() && boost::describe::enum_from_string(std::string(value.get_string()).c_str(), out))
            return;
        std::string names;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto one) {
            if (!names.empty()) names += ", ";
            names += one.name;
        });
        problems.add(path, "must be one of " + names);
    }
    static void write(std::string& out, T value) {
        out.push_back('"');
        out += name_of(value);
        out.push_back('"');
    }
    static json::value schema(Schemas&, Direction) {
        json::array names;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
            [&](auto one) { names.emplace_back(one.name); });
        return json::object{{"type", "string"}, {"enum", std::move(names)}};
    }
};

template <Described T>
struct Codec<T> {
    using Members = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

    static void read(const json::value& value, T& out, const std::string& path, Problems& problems) {
        if (!value.is_object()) return problems.add(path, "must be an object");
        const auto& object = value.get_object();
        std::size_t known = 0;
        boost::mp11::mp_for_each<Members>([&](auto member) {
            auto& field = out.*member.pointer;
            using Field = std::remove_reference_t<decltype(field)>;
            const auto* found = object.if_contains(member.name);
            known += found != nullptr;
            if constexpr (is_patch<Field>) {
                if (found) dto::read(*found, field, pointer(path, member.name), problems);
            } else {
                if (found && !found->is_null()) dto::read(*found, field, pointer(path, member.name), problems);
                else if (!is_optional<Field>) problems.add(pointer(path, member.name), "is required");
            }
        });
        if (known == object.size()) return;
        for (const auto& [key, _] : object) {
            bool expected = false;
            boost::mp11::mp_for_each<Members>([&](auto member) { expected = expected || key == member.name; });
            if (!expected) problems.add(pointer(path, key), "is not a known field");
        }
    }

    static void write(std::string& out, const T& value) {
        char separator = '{';
        boost::mp11::mp_for_each<Members>([&](auto member) {
            out.push_back(separator);
            separator = ',';
            out.push_back('"');
            out += member.name;
            out += "\":";
            dto::write(out, value.*member.pointer);
        });
        if (separator == '{') out.push_back('{');
        out.push_back('}');
    }

    static json::value schema(Schemas& schemas, Direction direction) {
        std::string name(type_name<T>());
        if (direction == Direction::request) name += "Input";
        if (!schemas.named.contains(name)) {
            schemas.named[name];  // Marks it as being made: a type may refer to itself.
            json::object properties;
            json::array required;
            boost::mp11::mp_for_each<Members>([&](auto member) {
                using Field = std::remove_reference_t<decltype(std::declval<T&>().*member.pointer)>;
                properties[member.name] = schemas.of<Field>(direction);
                if (direction == Direction::response || !(is_optional<Field> || is_patch<Field>))
                    required.emplace_back(member.name);
            });
            json::object schema{
                {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
            if (!required.empty()) schema["required"] = std::move(required);
            schemas.named[name] = std::move(schema);
        }
        return json::object{{"$ref", "#/components/schemas/" + name}};
    }
};

template <class T>
json::value Schemas::of(Direction direction) {
    return Codec<T>::schema(*this, direction);
}

}  // namespace rustygpt::dto
