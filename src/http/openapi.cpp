#include "http/openapi.h"

#include <algorithm>
#include <stdexcept>

#include "http/openapi_errors.h"
#include "http/text.h"

namespace rustygpt::http {
namespace {

constexpr std::string_view example_id = "019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b";

struct HeaderRow {
    std::string_view name;
    std::string_view type;
    std::string_view description;
    json::value example;
};

const std::vector<HeaderRow>& header_rows() {
    static const std::vector<HeaderRow> rows{
        {"trace_id", "string", "32 lower-case hex digits; the same id is in the log records of the request.",
         "4bf92f3577b34da6a3ce929d0e0e4736"},
        {"Retry-After", "integer", "Seconds to wait before another try.", 3},
        {"WWW-Authenticate", "string", "session, or Bearer where a token was refused.", "session"},
        {"ETag", "string", "The version of what was sent.", "\"5d41402abc4b2a76\""},
        {"Location", "string", "Where what was made can be found.",
         "/api/messages/019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b"},
        {"Cache-Control", "string", "What caches may do with the response.", "no-store"},
        {"Set-Cookie", "string", "The session cookie and the CSRF-TOKEN cookie.",
         "sid=...; HttpOnly; SameSite=Lax; Path=/"},
        {"X-Session-Rotated", "string", "1 where the session's secret has changed.", "1"},
        {"X-Accel-Buffering", "string", "no: proxies must not hold the stream back.", "no"},
        {"Idempotency-Replayed", "string", "true where the request was answered before.", "true"},
        {"Preference-Applied", "string", "The preference that was honoured.", "wait=10"},
        {"Content-Disposition", "string", "A name for the file.", "attachment; filename=\"conversation.md\""},
        {"RateLimit-Limit", "integer", "Where the route is limited: how many requests the caller may make at once.",
         20},
        {"RateLimit-Remaining", "integer", "How many of them are left.", 19},
        {"RateLimit-Reset", "integer", "Seconds until all of them are there again, rounded up.", 1},
        {"X-RateLimit-Profile", "string", "The limit that acted: a profile's name, or `default`, or `login`.",
         "default"},
    };
    return rows;
}

std::string_view method_key(Method method) {
    switch (method) {
        case Method::get: return "get";
        case Method::post: return "post";
        case Method::put: return "put";
        case Method::patch: return "patch";
        case Method::del: return "delete";
        default: throw std::logic_error("a route's method must be GET, POST, PUT, PATCH or DELETE");
    }
}

bool is_id(std::string_view name) { return name == "id" || name.ends_with("_id"); }

class Document {
public:
    Document(const Routes& routes, const ApiInfo& info) : routes_(routes), info_(info) {}

    json::object make() {
        json::object paths;
        for (const auto& route : routes_.all()) add(paths, *route);
        json::object license{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}};
        json::object info{{"title", info_.title},
                          {"version", info_.version},
                          {"description", info_.description},
                          {"license", license}};
        json::object server{{"url", info_.base_path.empty() ? "/" : info_.base_path}, {"description", "This server"}};
        return {{"openapi", "3.1.0"}, {"info", info},   {"servers", json::array{server}},
                {"tags", tags()},     {"paths", paths}, {"components", components()}};
    }

private:
    // "/api/messages/:id" -> "/api/messages/{id}", and its parameters.
    static std::string path_of(const Route& route, json::array& parameters) {
        std::string path;
        for_each_part(route.path, '/', [&](std::string_view segment) {
            path += '/';
            if (!segment.starts_with(':')) {
                path += segment;
                return;
            }
            const auto name = segment.substr(1);
            (path += '{').append(name) += '}';
            json::object schema{{"type", "string"}};
            if (is_id(name)) schema["format"] = "uuid";
            parameters.push_back({{"name", name},
                                  {"in", "path"},
                                  {"required", true},
                                  {"description", is_id(name) ? "The id, a UUID." : "The name."},
                                  {"schema", schema},
                                  {"example", is_id(name) ? example_id : "calculator"}});
        });
        return path.empty() ? "/" : path;
    }

    void add(json::object& paths, const Route& route) {
        json::array parameters;
        const auto path = path_of(route, parameters);
        for (const auto& one : route.parameters) {
            json::object parameter{{"name", one.name},
                                   {"in", one.in},
                                   {"required", false},
                                   {"description", one.description},
                                   {"schema", one.schema}};
            if (!one.example.is_null()) parameter["example"] = one.example;
            parameters.push_back(std::move(parameter));
        }
        require_tag(route);
        json::object operation{{"operationId", route.operation_id},
                               {"tags", json::array{json::value(route.tag)}},
                               {"summary", route.summary}};
        if (!route.description.empty()) operation["description"] = route.description;
        if (!parameters.empty()) operation["parameters"] = std::move(parameters);
        if (!route.request_schema.is_null()) operation["requestBody"] = request_body(route);
        operation["responses"] = responses(route);
        operation["security"] = security(route);
        auto& item = paths[path];
        if (item.is_null()) item = json::object{};
        item.as_object()[method_key(route.method)] = std::move(operation);
    }

    void require_tag(const Route& route) const {
        const auto named = [&](const auto& tag) { return tag.first == route.tag; };
        if (std::ranges::none_of(info_.tags, named))
            throw std::logic_error("route " + route.operation_id + " has the undescribed tag '" + route.tag + "'");
    }

    static json::object request_body(const Route& route) {
        json::object media{{"schema", route.request_schema}};
        if (!route.request_example.is_null()) media["example"] = route.request_example;
        json::object content;
        for (const auto& type : route.media_types) {
            if (type == "multipart/form-data") content[type] = json::object{{"schema", route.form_schema}};
            else content[type] = media;
        }
        return {{"required", !route.body_optional}, {"content", content}};
    }

    json::object responses(const Route& route) {
        json::object all;
        for (const auto& reply : route.replies) {
            auto& response = all[std::to_string(reply.status)];
            if (response.is_null()) response = begin_reply(reply);
            add_content(response.as_object(), reply);
        }
        for (const auto& [status, codes] : errors_of(route)) {
            auto& response = all[std::to_string(status)];
            if (!response.is_null()) continue;  // the row describes it itself
            if (codes == pipeline_codes(status)) {
                shared_errors_.insert(status);
                response = json::object{{"$ref", "#/components/responses/" + error_component(status)}};
            } else {
                note_error_headers(status);
                response = error_response(status, codes);
            }
        }
        return all;
    }

    json::object begin_reply(const Reply& reply) {
        json::object headers;
        const auto refer = [&](const std::string& name) {
            use_header(name);
            headers[name] = json::object{{"$ref", "#/components/headers/" + name}};
        };
        refer("trace_id");
        for (const auto name : limit_header_names) refer(std::string(name));
        for (const auto& name : reply.headers) refer(name);
        return {{"description", reply.description}, {"headers", headers}};
    }

    // One status may have several media types, a row each.
    static void add_content(json::object& response, const Reply& reply) {
        if (reply.schema.is_null()) return;
        json::object media{{"schema", reply.schema}};
        if (!reply.example.is_null()) media["example"] = reply.example;
        auto& content = response["content"];
        if (content.is_null()) content = json::object{};
        content.as_object()[reply.content_type] = std::move(media);
    }

    static json::array security(const Route& route) {
        const auto& access = route.access;
        if (access.kind() == Access::Kind::open) return {};
        json::object session{{"session", json::array{}}};
        if (route.method != Method::get && !route.path.starts_with("/api/auth/")) session["csrf"] = json::array{};
        json::array either{std::move(session)};
        if (access.kind() == Access::Kind::session)
            either.push_back(json::object{{"bearer", json::array{dto::Codec<Scope>::name_of(access.scope())}}});
        return either;
    }

    json::array tags() const {
        json::array all;
        for (const auto& [name, description] : info_.tags)
            all.push_back({{"name", name}, {"description", description}});
        return all;
    }

    void note_error_headers(unsigned status) {
        use_header("trace_id");
        if (status == 401) use_header("WWW-Authenticate");
        if (status == 429 || status == 503) use_header("Retry-After");
        if (behind_limits(status))
            for (const auto name : limit_header_names) use_header(std::string(name));
    }

    void use_header(const std::string& name) {
        const auto named = [&](const HeaderRow& row) { return row.name == name; };
        if (std::ranges::none_of(header_rows(), named))
            throw std::logic_error("no description of the response header " + name);
        headers_.insert(name);
    }

    json::object components() {
        json::object schemas;
        for (const auto& [name, schema] : routes_.schemas.named) schemas[name] = schema;
        schemas["Error"] = error_schema();
        json::object responses;
        for (const auto status : shared_errors_) {
            note_error_headers(status);
            responses[error_component(status)] = error_response(status, pipeline_codes(status));
        }
        json::object headers;
        for (const auto& row : header_rows())
            if (headers_.contains(std::string(row.name)))
                headers[row.name] = json::object{
                    {"description", row.description}, {"schema", {{"type", row.type}}}, {"example", row.example}};
        return {{"schemas", schemas}, {"responses", responses}, {"headers", headers}, {"securitySchemes", schemes()}};
    }

    json::object schemes() const {
        json::object session{{"type", "apiKey"},
                             {"in", "cookie"},
                             {"name", info_.session_cookie},
                             {"description", "Set by signing in."}};
        json::object csrf{{"type", "apiKey"},
                          {"in", "header"},
                          {"name", "X-CSRF-Token"},
                          {"description", "The csrf_token of the session, for what changes things."}};
        json::object bearer{
            {"type", "http"}, {"scheme", "bearer"}, {"description", "An API token; its scopes are listed."}};
        return {{"session", session}, {"csrf", csrf}, {"bearer", bearer}};
    }

    const Routes& routes_;
    const ApiInfo& info_;
    std::set<unsigned> shared_errors_;
    std::set<std::string> headers_;
};

}  // namespace

json::object openapi(const Routes& routes, const ApiInfo& info) { return Document(routes, info).make(); }

}  // namespace rustygpt::http
