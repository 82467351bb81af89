#include "http/call.h"

#include <algorithm>

#include "base/failure.h"
#include "base/utf8.h"
#include "http/text.h"

namespace rustygpt::http {

std::string_view name_of(Method method) {
    switch (method) {
        case Method::get: return "GET";
        case Method::head: return "HEAD";
        case Method::post: return "POST";
        case Method::put: return "PUT";
        case Method::patch: return "PATCH";
        case Method::del: return "DELETE";
        case Method::options: return "OPTIONS";
        case Method::other: break;
    }
    return "OTHER";
}

Response&& Response::with(std::string name, std::string value) && {
    headers.push_back({std::move(name), std::move(value)});
    return std::move(*this);
}

std::optional<std::string_view> Call::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (same_without_case(key, name)) return trimmed(value);
    return std::nullopt;
}

std::optional<std::string> Call::query_value(std::string_view name) const {
    std::optional<std::string> found;
    for_each_part(query, '&', [&](std::string_view pair) {
        const auto equals = std::min(pair.find('='), pair.size());
        const auto key = percent_decoded(pair.substr(0, equals), true);
        if (!key || *key != name) return;
        const auto text = pair.substr(std::min(equals + 1, pair.size()));
        auto value = percent_decoded(text, true);
        if (!value || !utf8::valid(*value))
            throw Failure::invalid("query", pointer_to(name), "must be percent-encoded UTF-8");
        found = std::move(value);
    });
    return found;
}

std::optional<std::string_view> Call::cookie(std::string_view name) const {
    std::optional<std::string_view> found;
    for (const auto& [key, value] : headers) {
        if (!same_without_case(key, "cookie")) continue;
        for_each_part(value, ';', [&](std::string_view pair) {
            pair = trimmed(pair);
            const auto equals = pair.find('=');
            if (found || equals == pair.npos || pair.substr(0, equals) != name) return;
            found = pair.substr(equals + 1);
            if (found->size() >= 2 && found->starts_with('"') && found->ends_with('"'))
                found = found->substr(1, found->size() - 2);
        });
    }
    return found;
}

Id Call::path_id(std::size_t i) const {
    const auto id = Id::parse(parameters.at(i));
    if (!id) throw Failure::not_found();
    return *id;
}

}  // namespace rustygpt::http
