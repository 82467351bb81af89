#include "http/route.h"

#include <charconv>

#include "base/failure.h"
#include "base/utf8.h"

namespace rustygpt::http {

Route& Routes::add(Route route) {
    route.number = routes_.size();
    routes_.push_back(std::make_unique<Route>(std::move(route)));
    return *routes_.back();
}

Page page_of(const Call& call, std::int64_t most) {
    Page page;
    page.limit = std::min<std::int64_t>(page.limit, most);
    if (const auto limit = call.query_value("limit")) {
        const auto* end = limit->data() + limit->size();
        const auto [stop, failed] = std::from_chars(limit->data(), end, page.limit);
        if (failed != std::errc{} || stop != end || page.limit < 1 || page.limit > most)
            throw Failure::invalid("query", "/limit", "must be a whole number from 1 to " + std::to_string(most));
    }
    page.cursor = call.query_value("cursor");
    return page;
}

}  // namespace rustygpt::http
