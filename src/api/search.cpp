#include "api/documents.h"
#include "api/lists.h"
#include "base/utf8.h"

namespace rustygpt::api {
namespace {

using Kind = Failure::Kind;

std::string words_of(const http::Call& call) {
    constexpr std::size_t longest = 1000;
    auto text = call.query_value("q").value_or("");
    if (text.size() > longest) throw Failure::invalid("query", "/q", "must have at most 1000 bytes");
    if (text.contains('\0')) throw Failure::invalid("query", "/q", "must not contain U+0000");
    if (utf8::blank(text)) throw Failure::invalid("query", "/q", "is required");
    return text;
}

json::value page_example() {
    json::object result{{"kind", "document"},
                        {"title", "Handbook"},
                        {"conversation_id", nullptr},
                        {"message_id", nullptr},
                        {"role", nullptr},
                        {"document_id", "019a5b1e-7c00-7003-8000-000000000004"},
                        {"excerpt", "Everybody has thirty days of holidays a year."},
                        {"highlights", json::array{json::object{{"start", 29}, {"end", 37}}}},
                        {"start", 12},
                        {"end", 57},
                        {"created_at", "2026-01-31T12:00:00.000Z"}};
    return {{"results", json::array{std::move(result)}}, {"next_cursor", nullptr}};
}

}  // namespace

void add_search_routes(http::Routes& routes, const DocumentServices& services) {
    routes.add({
        .operation_id = "search",
        .method = http::Method::get,
        .path = "/api/search",
        .access = http::Access::session(http::Scope::read, Role::read_only),
        .tag = "documents",
        .summary = "Search one's own messages and documents, newest first",
        .description = "Finds what has every word, whatever its case and diacritics; the last word may be a beginning. "
                       "Excerpts are plain text, a part of the content from `start` to `end`; highlights are places "
                       "within the excerpt. All count code points, half open.",
        .parameters = {{"q",
                        "query",
                        "Words; required.",
                        {{"type", "string"}, {"minLength", 1}, {"maxLength", 1000}},
                        "holidays"},
                       limit_parameter(200),
                       cursor_parameter("m1f.p100000000")},
        .replies = {{.status = 200,
                     .description = "A page of results.",
                     .schema = routes.response<documents::SearchPage>(),
                     .example = page_example()}},
        .failures = {Kind::validation_failed},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto page = http::page_of(call);
            documents::SearchQuery query{.text = words_of(call), .limit = page.limit, .cursor = page.cursor};
            const auto found = co_await services.search.search(call.caller.user_id, std::move(query));
            co_return http::Response::json(dto::to_json(found));
        },
    });
}

}  // namespace rustygpt::api
