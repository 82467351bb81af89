#include <algorithm>

#include <boost/describe/class.hpp>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <fmt/format.h>

#include "base/id.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/quoted.h"

namespace rustygpt::tools {

struct UuidInput {
    dto::Text<3, 36> namespace_id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(UuidInput, (), (namespace_id, name))

struct UuidOutput {
    std::string uuid;
    std::string namespace_uuid;
};
BOOST_DESCRIBE_STRUCT(UuidOutput, (), (uuid, namespace_uuid))

namespace {

constexpr std::size_t max_name_bytes = 100'000;

Info describe_uuid() {
    Info info;
    info.name = "uuid_v5";
    info.version = "1.0.0";
    info.description =
        "Makes the name-based UUID, version 5 (RFC 9562, SHA-1), of a name in a namespace: the same name has the same "
        "UUID everywhere.";
    info.input_schema =
        input_schema<UuidInput>({{"namespace_id", "dns, url, oid or x500 (RFC 9562, appendix A), or a UUID."},
                                 {"name", "The name's UTF-8 bytes are hashed as they are. At most 100,000 bytes."}});
    info.input_schema["properties"].as_object()["name"].as_object()["maxLength"] = max_name_bytes;
    info.output_schema = output_schema<UuidOutput>(
        {{"uuid", "Lower case, with hyphens."}, {"namespace_uuid", "The namespace as a UUID."}});
    info.limits = {{"max_name_bytes", max_name_bytes}};
    const auto example = [&info](std::string_view space, std::string_view name, std::string_view uuid,
                                 std::string_view space_uuid) {
        info.examples.push_back(
            {{{"namespace_id", space}, {"name", name}}, {{"uuid", uuid}, {"namespace_uuid", space_uuid}}});
    };
    // The first is RFC 9562's own test vector.
    example("dns", "www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2", "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    example("url", "https://example.com/", "dd2c1780-811a-5296-81c5-178a0ef488bc",
            "6ba7b811-9dad-11d1-80b4-00c04fd430c8");
    example("2ed6657d-e927-568b-95e1-2665a8aea6a2", "Gr\u00fc\u00dfe", "6f639bf1-b3df-5762-b3d6-1b2d2b2f7bb1",
            "2ed6657d-e927-568b-95e1-2665a8aea6a2");
    return info;
}

struct Namespace {
    std::string_view name;
    std::string_view uuid;
};

constexpr Namespace namespaces[] = {{"dns", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"},
                                    {"url", "6ba7b811-9dad-11d1-80b4-00c04fd430c8"},
                                    {"oid", "6ba7b812-9dad-11d1-80b4-00c04fd430c8"},
                                    {"x500", "6ba7b814-9dad-11d1-80b4-00c04fd430c8"}};

std::optional<Id> namespace_of(std::string_view text) {
    for (const auto& [name, uuid] : namespaces)
        if (text == name) return Id::parse(uuid);
    return Id::parse(text);
}

class UuidV5 final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<UuidInput>(input);
            const auto space = namespace_of(read.namespace_id.value);
            if (!space) throw bad_input("/namespace_id", "must be dns, url, oid, x500 or a UUID");
            if (read.name.size() > max_name_bytes)
                throw exceeds("max_name_bytes", "The name is too long: at most 100,000 bytes.");
            boost::uuids::uuid base{};
            std::copy(space->bytes.begin(), space->bytes.end(), base.begin());
            const boost::uuids::name_generator_sha1 generate(base);
            return output(UuidOutput{.uuid = to_string(generate(read.name)), .namespace_uuid = space->text()});
        });
    }

    // "uuid v5 of www.example.com in dns", "uuid5 for dns www.example.com"
    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        if (intent.size() > 1'000 || !english::mentions(intent, {"uuid"})) return std::nullopt;
        auto text = english::request(intent);
        english::take(text, {"generate", "make", "create", "get", "the", "a"});
        english::take(text, {"the", "a"});
        english::take(text, {"name-based"});
        if (!english::take(text, {"uuid v5", "uuid5", "uuidv5", "version 5 uuid", "v5 uuid", "uuid version 5"}))
            return std::nullopt;
        english::take(text, {"of", "for"});
        if (const auto halves = english::split(
                text, {"in the namespace", "in namespace", "in the", "in", "with the namespace", "with namespace",
                       "with the", "using the namespace", "using namespace", "using the", "under the", "namespace"})) {
            auto space = halves->after;
            english::take_back(space, {"namespace"});
            return matched(english::lower(space), halves->before);
        }
        const auto end = text.find(' ');
        return end == text.npos ? std::nullopt : matched(english::lower(text.substr(0, end)), text.substr(end));
    }

    [[nodiscard]] std::string explain(const json::object&, const json::value& output) const override {
        return fmt::format("The UUID (version 5) is **{}**.", std::string_view(output.at("uuid").as_string()));
    }

private:
    static std::optional<Match> matched(const std::string& space, std::string_view name) {
        name = english::trimmed(name);
        if (auto rest = name; const auto quoted = english::take_quoted(rest))
            if (rest.empty()) name = name.substr(name.find(*quoted), quoted->size());
        if (name.empty() || !namespace_of(space)) return std::nullopt;
        return Match{.input = {{"namespace_id", space}, {"name", name}}, .confidence = 0.96};
    }

    Info info_ = describe_uuid();
};

}  // namespace

std::unique_ptr<Tool> make_uuid_v5_tool() { return std::make_unique<UuidV5>(); }

}  // namespace rustygpt::tools
