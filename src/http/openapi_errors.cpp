#include "http/openapi_errors.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/failure.h"

namespace rustygpt::http {
namespace {

using Kind = Failure::Kind;

struct Row {
    unsigned status;
    std::string_view component;
    std::string_view description;
    std::vector<Kind> from_pipeline;
};

const std::vector<Row>& rows() {
    static const std::vector<Row> all{
        {400, "BadRequest", "The request could not be read.", {Kind::malformed_request}},
        {401,
         "Unauthorized",
         "No valid session or token.",
         {Kind::authentication_required, Kind::session_expired, Kind::invalid_token}},
        {403,
         "Forbidden",
         "The caller may not do this, or the request may have been forged.",
         {Kind::csrf_failed, Kind::forbidden, Kind::insufficient_scope, Kind::user_disabled}},
        {404, "NotFound", "There is no such thing, or it is not the caller's.", {Kind::not_found}},
        {408, "RequestTimeout", "The request came too slowly.", {Kind::request_timeout}},
        {409, "Conflict", "The request does not fit the present state.", {}},
        {412, "PreconditionFailed", "If-Match is stale.", {}},
        {413, "ContentTooLarge", "The body is over the limit.", {Kind::payload_too_large}},
        {414, "UriTooLong", "The request target is over 8,000 bytes.", {Kind::uri_too_long}},
        {415, "UnsupportedMediaType", "The body's Content-Type is not taken here.", {Kind::unsupported_media_type}},
        {422, "UnprocessableContent", "What the request says is not valid here.", {Kind::validation_failed}},
        {429, "TooManyRequests", "Too many requests; Retry-After says when to come back.", {Kind::rate_limit_exceeded}},
        {431, "HeadersTooLarge", "The headers are over 16 KiB.", {Kind::headers_too_large}},
        {500, "InternalError", "Something went wrong in the server.", {Kind::internal_error}},
        {502, "BadGateway", "A server behind this one failed.", {}},
        {503,
         "Unavailable",
         "The server cannot do this now; Retry-After says when to try again.",
         {Kind::unavailable, Kind::queue_full}},
        {504, "GatewayTimeout", "A server behind this one was too slow.", {}},
    };
    return all;
}

const Row& row_of(unsigned status) {
    for (const auto& row : rows())
        if (row.status == status) return row;
    throw std::logic_error("no error response is described for status " + std::to_string(status));
}

bool unsafe(const Route& route) { return route.method != Method::get && route.method != Method::head; }

std::vector<unsigned> pipeline_statuses(const Route& route) {
    std::vector<unsigned> statuses{400, 408, 414, 429, 431, 500, 503};
    const bool open = route.access.kind() == Access::Kind::open;
    if (!open) statuses.push_back(401);
    if (!open || unsafe(route)) statuses.push_back(403);
    if (route.path.contains(':') || route.enabled) statuses.push_back(404);
    // A body is read, up to the limit, even where it is not asked for.
    if (unsafe(route)) statuses.push_back(413);
    if (!route.request_schema.is_null()) statuses.insert(statuses.end(), {415, 422});
    else if (!route.parameters.empty()) statuses.push_back(422);
    return statuses;
}

json::object header_ref(std::string_view name) { return {{"$ref", "#/components/headers/" + std::string(name)}}; }

}  // namespace

bool behind_limits(unsigned status) {
    constexpr std::array before{401U, 403U, 408U, 414U, 431U};
    return std::ranges::find(before, status) == before.end();
}

std::string error_component(unsigned status) { return std::string(row_of(status).component); }

std::set<std::string> pipeline_codes(unsigned status) {
    std::set<std::string> codes;
    for (const auto kind : row_of(status).from_pipeline) codes.emplace(code_of(kind));
    return codes;
}

std::map<unsigned, std::set<std::string>> errors_of(const Route& route) {
    std::map<unsigned, std::set<std::string>> errors;
    for (const auto status : pipeline_statuses(route)) errors[status] = pipeline_codes(status);
    for (const auto kind : route.failures) errors[status_of(kind)].emplace(code_of(kind));
    return errors;
}

json::object error_response(unsigned status, const std::set<std::string>& codes) {
    const auto& row = row_of(status);
    std::string description(row.description);
    char separator = ' ';
    for (const auto& code : codes) {
        description += separator == ' ' ? " Codes: `" : ", `";
        description += code + '`';
        separator = ',';
    }
    if (!codes.empty()) description += '.';
    json::object headers{{"trace_id", header_ref("trace_id")}};
    json::object details;
    if (status == 401) headers["WWW-Authenticate"] = header_ref("WWW-Authenticate");
    if (behind_limits(status))
        for (const auto name : limit_header_names) headers[name] = header_ref(name);
    if (status == 429 || status == 503) {
        headers["Retry-After"] = header_ref("Retry-After");
        details["retry_after_seconds"] = 3;
    }
    if (status == 422)
        details["errors"] = json::array{json::object{{"in", "body"}, {"path", "/prompt"}, {"message", "is required"}}};
    const json::object example{
        {"code", codes.empty() ? "error" : *codes.begin()}, {"message", row.description}, {"details", details}};
    const json::object media{{"schema", {{"$ref", "#/components/schemas/Error"}}}, {"example", example}};
    return {{"description", description}, {"headers", headers}, {"content", {{"application/json", media}}}};
}

json::object error_schema() {
    json::object properties{
        {"code", {{"type", "string"}, {"description", "For programs: one of the contract's error codes."}}},
        {"message", {{"type", "string"}, {"description", "For people."}}},
        {"details",
         {{"type", "object"},
          {"description", "What the code calls for; may be empty."},
          {"additionalProperties", true}}},
    };
    return {{"type", "object"},
            {"description", "The envelope of every error."},
            {"properties", properties},
            {"required", {"code", "message", "details"}},
            {"additionalProperties", false}};
}

}  // namespace rustygpt::http
