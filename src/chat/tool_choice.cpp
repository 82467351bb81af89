#include "chat/tool_choice.h"

namespace rustygpt::dto {

namespace {
constexpr std::size_t most_names = 64;
constexpr std::size_t longest_name = 64;
using Names = List<Text<1, longest_name>, most_names>;
}  // namespace

void Codec<reasoning::ToolChoice>::read(const json::value& value, reasoning::ToolChoice& out, const std::string& path,
                                        Problems& problems) {
    out = {};
    if (value.is_string()) {
        out.automatic = value.get_string() == "auto";
        if (!out.automatic && value.get_string() != "none")
            problems.add(path, R"(must be "auto", "none" or a list of names)");
        return;
    }
    if (!value.is_array()) return problems.add(path, R"(must be "auto", "none" or a list of names)");
    Names names;
    dto::read(value, names, path, problems);
    out.automatic = false;
    for (auto& name : names.items) out.names.push_back(std::move(name.value));
}

void Codec<reasoning::ToolChoice>::write(std::string& out, const reasoning::ToolChoice& value) {
    if (value.automatic) out += R"("auto")";
    else if (value.names.empty()) out += R"("none")";
    else dto::write(out, value.names);
}

json::value Codec<reasoning::ToolChoice>::schema(Schemas& schemas, Direction direction) {
    json::object word{{"type", "string"}, {"enum", {"auto", "none"}}};
    return json::object{{"anyOf", json::array{std::move(word), schemas.of<Names>(direction)}}};
}

}  // namespace rustygpt::dto
