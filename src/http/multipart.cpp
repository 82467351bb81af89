#include "http/multipart.h"

#include <algorithm>

#include "base/failure.h"
#include "http/text.h"

namespace rustygpt::http {
namespace {

constexpr std::size_t longest_boundary = 70;  // RFC 2046 section 5.1.1

[[noreturn]] void refuse(const char* why) {
    throw Failure(Failure::Kind::malformed_request, std::string("The form is malformed: ") + why + ".");
}

// A parameter's value off the front of `text`, quoted or a token; nothing where it is neither.
std::optional<std::string> take_value(std::string_view& text) {
    std::string value;
    if (!text.starts_with('"')) {
        const auto end = std::ranges::find_if_not(text, is_token_char) - text.begin();
        value = text.substr(0, static_cast<std::size_t>(end));
        text.remove_prefix(value.size());
        return value.empty() ? std::nullopt : std::optional(value);
    }
    for (std::size_t at = 1; at < text.size(); ++at) {
        if (text[at] == '"') {
            text.remove_prefix(at + 1);
            return value;
        }
        if (text[at] == '\\' && at + 1 < text.size()) ++at;
        value.push_back(text[at]);
    }
    return std::nullopt;
}

// "form-data; name=x; filename=y": calls found(name, value) for each parameter. False where it is not like that.
template <class Found>
bool each_parameter(std::string_view text, Found found) {
    text.remove_prefix(std::min(text.find(';'), text.size()));
    while (!(text = trimmed(text)).empty()) {
        if (text.front() != ';') return false;
        text = trimmed(text.substr(1));
        const auto equals = text.find('=');
        if (equals == text.npos) return false;
        const auto name = lowered(trimmed(text.substr(0, equals)));
        text.remove_prefix(equals + 1);
        auto value = take_value(text);
        if (!value || !found(name, std::move(*value))) return false;
    }
    return true;
}

std::string boundary_of(std::string_view content_type) {
    std::optional<std::string> boundary;
    const bool fine = each_parameter(content_type, [&](std::string_view name, std::string value) {
        if (name != "boundary") return true;
        const bool first = !boundary;
        boundary = std::move(value);
        return first;
    });
    if (!fine || !boundary || boundary->empty() || boundary->size() > longest_boundary)
        refuse("its Content-Type names no boundary");
    for (const char c : *boundary)
        if (!is_token_char(c) && !std::string_view("(),/:=? ").contains(c)) refuse("its boundary is none");
    return *boundary;
}

void read_disposition(FormPart& part, std::string_view value) {
    if (!same_without_case(trimmed(value.substr(0, value.find(';'))), "form-data")) refuse("a part is no form-data");
    bool named = false;
    const bool fine = each_parameter(value, [&](std::string_view name, std::string text) {
        if (name == "name") {
            if (named) return false;
            named = true;
            part.name = std::move(text);
        } else if (name == "filename") {
            if (part.filename) return false;
            part.filename = std::move(text);
        }
        return true;
    });
    if (!fine) refuse("a Content-Disposition can't be read");
    if (!named || part.name.empty()) refuse("a part has no name");
}

void read_header(FormPart& part, std::string_view line, bool& disposed) {
    const auto colon = line.find(':');
    if (colon == line.npos || colon == 0 || !std::ranges::all_of(line.substr(0, colon), is_token_char))
        refuse("a part's header is none");
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != line.npos) refuse("a part's header has a stray line end");
    const auto value = trimmed(line.substr(colon + 1));
    const auto name = line.substr(0, colon);
    if (same_without_case(name, "content-disposition")) {
        if (disposed) refuse("a part has two Content-Dispositions");
        disposed = true;
        read_disposition(part, value);
    } else if (same_without_case(name, "content-type")) {
        part.content_type = value;
    } else if (same_without_case(name, "content-transfer-encoding") && !same_without_case(value, "binary") &&
               !same_without_case(value, "8bit") && !same_without_case(value, "7bit")) {
        refuse("a part has a Content-Transfer-Encoding");
    }
}

// Reads a part's headers off the front.
FormPart take_head(std::string_view& rest) {
    const auto end = rest.substr(0, max_part_head).find("\r\n\r\n");
    if (end == rest.npos) refuse("a part's headers don't end");
    FormPart part;
    bool disposed = false;
    for (auto head = rest.substr(0, end); !head.empty();) {
        const auto line_end = std::min(head.find("\r\n"), head.size());
        read_header(part, head.substr(0, line_end), disposed);
        head.remove_prefix(std::min(line_end + 2, head.size()));
    }
    if (!disposed) refuse("a part has no Content-Disposition");
    rest.remove_prefix(end + 4);
    return part;
}

// A line that only begins like the delimiter is content.
std::size_t find_delimiter(std::string_view rest, std::string_view delimiter) {
    for (auto at = rest.find(delimiter); at != rest.npos; at = rest.find(delimiter, at + 1)) {
        const auto behind = rest.substr(at + delimiter.size());
        if (behind.starts_with("\r\n") || behind.starts_with("--")) return at;
    }
    return rest.npos;
}

}  // namespace

std::vector<FormPart> parse_form(std::string_view content_type, std::string_view body) {
    const auto delimiter = "\r\n--" + boundary_of(content_type);
    auto rest = body;
    if (!rest.starts_with(std::string_view(delimiter).substr(2))) refuse("it does not begin with its boundary");
    rest.remove_prefix(delimiter.size() - 2);
    std::vector<FormPart> parts;
    while (rest.starts_with("\r\n")) {
        rest.remove_prefix(2);
        if (parts.size() == max_form_parts) refuse("it has too many parts");
        auto& part = parts.emplace_back(take_head(rest));
        const auto end = find_delimiter(rest, delimiter);
        if (end == rest.npos) refuse("its closing boundary is missing");
        part.content = rest.substr(0, end);
        rest.remove_prefix(end + delimiter.size());
    }
    if (rest != "--\r\n" && rest != "--") refuse("something else follows its boundary");
    if (parts.empty()) refuse("it has no part");
    return parts;
}

}  // namespace rustygpt::http
