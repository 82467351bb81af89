#include "http/if_match.h"

#include <algorithm>

#include "http/text.h"

namespace rustygpt::http {

// Our own tags hold no comma, so none that could match is torn apart here.
IfMatch::IfMatch(const Call& call) {
    for (const auto& [name, value] : call.headers) {
        if (!same_without_case(name, "if-match")) continue;
        given_ = true;
        for_each_part(value, ',', [&](std::string_view part) { tags_.emplace_back(trimmed(part)); });
    }
}

bool IfMatch::operator()(std::string_view etag) const {
    if (!given_) return true;
    const auto bare = etag.substr(1, etag.size() - 2);
    // Strongly: a weak tag matches nothing.
    return std::ranges::any_of(tags_, [&](const auto& tag) { return tag == "*" || tag == etag || tag == bare; });
}

}  // namespace rustygpt::http
