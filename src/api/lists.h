#pragma once

#include "http/route.h"

namespace rustygpt::api {

// The parameters of a list, for the API's document. most: what http::page_of is given.
inline http::Parameter limit_parameter(std::int64_t most) {
    return {"limit",
            "query",
            "How many at most.",
            {{"type", "integer"}, {"minimum", 1}, {"maximum", most}, {"default", 50}},
            50};
}

inline http::Parameter cursor_parameter(const char* example = "c12e0") {
    return {"cursor", "query", "next_cursor of the page before.", {{"type", "string"}}, example};
}

}  // namespace rustygpt::api
