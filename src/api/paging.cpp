#include "api/paging.h"

namespace rustygpt::api {

std::vector<http::Parameter> page_parameters() {
    return {{"limit",
             "query",
             "How many at most.",
             {{"type", "integer"}, {"minimum", 1}, {"maximum", 200}, {"default", 50}},
             50},
            {"cursor",
             "query",
             "next_cursor of the page before.",
             {{"type", "string"}},
             "0193a5c9-0a4e-7d10-9b1c-2d3e4f506172"}};
}

std::optional<Id> before_of(const http::Page& page) {
    if (!page.cursor) return std::nullopt;
    const auto id = Id::parse(*page.cursor);
    if (!id) throw Failure::invalid("query", "/cursor", "is not a cursor of this list");
    return id;
}

}  // namespace rustygpt::api
