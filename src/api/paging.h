#pragma once

#include <optional>
#include <string>

#include "http/route.h"

namespace rustygpt::api {

// What lists have in common whose cursor is the last entry's id: ids rise with time, so entries that come or go don't
// shift the rest.

// limit and cursor, for the OpenAPI document.
std::vector<http::Parameter> page_parameters();

// The id in the cursor; nothing on the first page. Throws Failure{validation_failed} for a cursor that is no id.
std::optional<Id> before_of(const http::Page& page);

// Takes the entry beyond the limit off, if there is one: who asks for a page reads one more than it shows.
template <class Entry>
std::optional<std::string> next_cursor(std::vector<Entry>& entries, const http::Page& page) {
    if (entries.size() <= std::size_t(page.limit)) return std::nullopt;
    entries.erase(entries.begin() + page.limit, entries.end());
    return entries.back().id.text();
}

}  // namespace rustygpt::api
