#include "http/target.h"

#include <algorithm>

#include "http/text.h"

namespace rustygpt::http {
namespace {

bool unreserved(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

// False where an escape is broken or hides a slash.
bool decode_unreserved(std::string_view path, std::string& out) {
    out.clear();
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] != '%') {
            out.push_back(path[i]);
            continue;
        }
        const int value = i + 2 < path.size() ? hex_pair(path[i + 1], path[i + 2]) : -1;
        if (value < 0 || value == '/' || value == '\\') return false;
        if (unreserved(value)) out.push_back(static_cast<char>(value));
        else out.append(path, i, 3);
        i += 2;
    }
    return true;
}

bool well_segmented(std::string_view path) {
    if (!path.starts_with('/')) return false;
    if (path.size() == 1) return true;
    path.remove_prefix(1);
    for (;;) {
        const auto end = path.find('/');
        const auto segment = path.substr(0, end);
        if (segment == "." || segment == "..") return false;
        if (end == path.npos) return true;  // an empty last one is for the router: the base path may have it
        if (segment.empty()) return false;
        path.remove_prefix(end + 1);
    }
}

}  // namespace

std::optional<Target> split_target(std::string_view text) {
    Target target;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!same_without_case(text.substr(0, scheme.size()), scheme)) continue;
        text.remove_prefix(scheme.size());
        const auto end = std::min(text.find_first_of("/?"), text.size());
        target.authority = text.substr(0, end);
        if (target.authority.empty()) return std::nullopt;
        text.remove_prefix(end);
        break;
    }
    const auto question = std::min(text.find('?'), text.size());
    target.path = text.substr(0, question);
    target.query = text.substr(std::min(question + 1, text.size()));
    if (target.path.empty() && !target.authority.empty()) target.path = "/";
    if (target.path != "*" && !target.path.starts_with('/')) return std::nullopt;
    if (target.path == "*" && (question < text.size() || !target.authority.empty())) return std::nullopt;
    return target;
}

std::optional<std::string_view> plain_path(std::string_view path, std::string& storage) {
    if (path.contains('%')) {
        if (!decode_unreserved(path, storage)) return std::nullopt;
        path = storage;
    }
    if (!well_segmented(path)) return std::nullopt;
    return path;
}

}  // namespace rustygpt::http
