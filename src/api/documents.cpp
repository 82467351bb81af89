#include "api/documents.h"

#include "api/acceptance.h"
#include "api/document_upload.h"
#include "api/lists.h"

namespace rustygpt::api {
namespace {

using Kind = Failure::Kind;
const http::Access reading = http::Access::session(http::Scope::read, Role::read_only);
const http::Access writing = http::Access::session(http::Scope::documents, Role::member);

constexpr std::string_view example_id = "019a5b1e-7c00-7003-8000-000000000004";

json::object document_example() {
    return {{"id", example_id},
            {"title", "Handbook"},
            {"media_type", "text/markdown"},
            {"status", "ready"},
            {"error", nullptr},
            {"bytes", 56},
            {"characters", 56},
            {"passages", 1},
            {"created_at", "2026-01-31T12:00:00.000Z"},
            {"updated_at", "2026-01-31T12:00:00.042Z"}};
}

json::object whole_example() {
    auto document = document_example();
    document["content"] = "# Holidays\n\nEverybody has thirty days of holidays a year.";
    return document;
}

json::object form_schema() {
    return {{"type", "object"},
            {"properties",
             {{"file", {{"type", "string"}, {"contentMediaType", "application/octet-stream"}}},
              {"title", {{"type", "string"}, {"minLength", 1}, {"maxLength", 200}}}}},
            {"required", json::array{"file"}},
            {"additionalProperties", false}};
}

void add_list(http::Routes& routes, const DocumentServices& services) {
    routes.add({
        .operation_id = "listDocuments",
        .method = http::Method::get,
        .path = "/api/documents",
        .access = reading,
        .tag = "documents",
        .summary = "List documents, newest first, without their content",
        .parameters = {limit_parameter(200), cursor_parameter("d100000000")},
        .replies = {{.status = 200,
                     .description = "A page of documents.",
                     .schema = routes.response<documents::DocumentList>(),
                     .example = {{"documents", json::array{document_example()}}, {"next_cursor", nullptr}}}},
        .failures = {Kind::validation_failed},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto page = http::page_of(call);
            documents::ListQuery query{.limit = page.limit, .cursor = page.cursor};
            const auto list = co_await services.library.store().list(call.caller.user_id, std::move(query));
            co_return http::Response::json(dto::to_json(list));
        },
    });
}

Task<http::Response> upload(http::Call& call, const DocumentServices& services) {
    auto decoding = [&call] { return upload_of(call); };
    auto decoded = co_await services.pool.run(std::move(decoding));
    call.body = std::string();  // it may be large, and is not needed twice
    const auto added = co_await services.library.add(std::move(decoded));
    call.extra_headers.push_back({"Location", services.base_path + "/api/documents/" + added.document.id.text()});
    if (added.replayed) call.extra_headers.push_back({"Idempotency-Replayed", "true"});
    co_return http::Response::json(dto::to_json(added.document), 201);
}

void add_upload(http::Routes& routes, const DocumentServices& services) {
    routes.add({
        .operation_id = "uploadDocument",
        .method = http::Method::post,
        .path = "/api/documents",
        .access = writing,
        .tag = "documents",
        .summary = "Upload a document",
        .description = "As JSON (text only), or as a form with a `file` and its `title`, by default the file's name. "
                       "Returns when the document is stored and found by searches. What can't be read is refused and "
                       "not stored. Types: text/plain, text/markdown, text/html, text/csv, application/json, "
                       "application/pdf.",
        .parameters = {{"Idempotency-Key",
                        "header",
                        "Makes a retry harmless for 24 hours.",
                        {{"type", "string"}, {"minLength", 1}, {"maxLength", 255}},
                        "5f2c"}},
        .request_schema = routes.request<UploadDocument>(),
        .request_example = {{"title", "Handbook"},
                            {"media_type", "text/markdown"},
                            {"content", "# Holidays\n\nEverybody has thirty days of holidays a year."}},
        .form_schema = form_schema(),
        .media_types = {"application/json", "multipart/form-data"},
        .max_body_bytes = max_document_bytes,
        .replies = {{.status = 201,
                     .description = "It is stored; `status` says whether searches find it already.",
                     .schema = routes.response<documents::Document>(),
                     .example = document_example(),
                     .headers = {"Location"}}},
        .failures = {Kind::validation_failed, Kind::document_unreadable, Kind::idempotency_key_reused,
                     Kind::quota_exceeded, Kind::queue_full, Kind::unavailable, Kind::storage_full},
        .handler = [&services](http::Call& call) -> Task<http::Response> { return upload(call, services); },
    });
}

void add_get(http::Routes& routes, const DocumentServices& services) {
    routes.add({
        .operation_id = "getDocument",
        .method = http::Method::get,
        .path = "/api/documents/:id",
        .access = reading,
        .tag = "documents",
        .summary = "Fetch a document with its text",
        .description = "`content` is the text that was extracted; citations and search results count its code points.",
        .replies = {{.status = 200,
                     .description = "The document.",
                     .schema = routes.response<documents::DocumentWithContent>(),
                     .example = whole_example()}},
        .failures = {Kind::not_found},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            const auto document = co_await services.library.store().document(call.caller.user_id, call.path_id());
            co_return http::Response::json(dto::to_json(document));
        },
    });
}

void add_delete(http::Routes& routes, const DocumentServices& services) {
    routes.add({
        .operation_id = "deleteDocument",
        .method = http::Method::del,
        .path = "/api/documents/:id",
        .access = writing,
        .tag = "documents",
        .summary = "Delete a document with its passages",
        .description = "Answers that cite it keep what they quoted.",
        .replies = {{.status = 204, .description = "It is gone.", .schema = {}, .example = {}}},
        .failures = {Kind::not_found},
        .handler = [&services](http::Call& call) -> Task<http::Response> {
            co_await services.library.remove(call.caller.user_id, call.path_id());
            co_return http::Response::empty(204);
        },
    });
}

}  // namespace

void add_document_routes(http::Routes& routes, const DocumentServices& services) {
    add_list(routes, services);
    add_upload(routes, services);
    add_get(routes, services);
    add_delete(routes, services);
}

}  // namespace rustygpt::api
