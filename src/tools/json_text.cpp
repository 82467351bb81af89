#include "tools/json_text.h"

#include "base/failure.h"
#include "base/json.h"
#include "tools/english.h"

namespace rustygpt::tools {
namespace {

// Where the object or list that begins the text ends; npos where it does not.
std::size_t end_of_json(std::string_view text) {
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (quoted) {
            if (c == '\\') ++at;
            else if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return at + 1;
        }
    }
    return text.npos;
}

}  // namespace

std::optional<boost::json::value> take_json(std::string_view& text) {
    if (!text.starts_with('{') && !text.starts_with('[')) return std::nullopt;
    const auto end = end_of_json(text);
    if (end == text.npos) return std::nullopt;
    auto value = whole_json(text.substr(0, end));
    if (value) text = english::trimmed(text.substr(end));
    return value;
}

JsonApart json_apart(std::string_view text) {
    constexpr std::size_t most_tries = 8;  // looking for a document's end costs
    JsonApart out;
    std::size_t tries = 0;
    while (!text.empty()) {
        const bool begins = out.rest.empty() || std::string_view(" \n\t:,(").contains(out.rest.back());
        const bool opens = text.front() == '{' || text.front() == '[';
        if (begins && opens && tries++ < most_tries)
            if (auto document = take_json(text)) {
                out.documents.push_back(std::move(*document));
                out.rest += ' ';
                continue;
            }
        out.rest += text.front();
        text.remove_prefix(1);
    }
    return out;
}

std::optional<boost::json::value> whole_json(std::string_view text) {
    text = text.substr(0, text.find_last_not_of("?.! \t\r\n") + 1);
    const bool opens = text.starts_with('{') || text.starts_with('[');
    if (!opens || (!text.ends_with('}') && !text.ends_with(']'))) return std::nullopt;
    try {
        return parse_json(text);
    } catch (const Failure&) {
        return std::nullopt;
    }
}

}  // namespace rustygpt::tools
