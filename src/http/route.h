#pragma once

// A route is declared once. Router, authentication, CSRF, the limiter's key and the OpenAPI document all come from
// this declaration.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/dto.h"
#include "base/scope.h"
#include "http/call.h"
#include "limits/fallback.h"

namespace rustygpt::http {

using rustygpt::Scope;

// Who may call a route. There is no default: a route without it does not compile.
class Access {
public:
    enum class Kind { open, session, session_only };

    // Nobody needs to be known.
    static constexpr Access open() { return Access(Kind::open, Scope::read, Role::read_only); }
    // A session, or a token with this scope; at least this role. read_only users have only routes that say so.
    static constexpr Access session(Scope scope, Role least) { return Access(Kind::session, scope, least); }
    // A session; tokens are refused (403 insufficient_scope).
    static constexpr Access session_only(Role least) { return Access(Kind::session_only, Scope::read, least); }

    [[nodiscard]] constexpr Kind kind() const { return kind_; }
    [[nodiscard]] constexpr Scope scope() const { return scope_; }
    // admin > member > read_only
    [[nodiscard]] constexpr Role least() const { return least_; }

private:
    constexpr Access(Kind kind, Scope scope, Role least) : kind_(kind), scope_(scope), least_(least) {}
    Kind kind_;
    Scope scope_;
    Role least_;
};

using Handler = std::move_only_function<Task<Response>(Call&) const>;  // on any core, also at the same time
// For answers that are ready at once, without a coroutine.
using ImmediateHandler = std::move_only_function<Response(Call&) const>;

// A parameter in the query or a request header, for the OpenAPI document. Path parameters come from the path.
struct Parameter {
    std::string name;
    std::string in;  // "query" or "header"
    std::string description;
    json::object schema;
    json::value example;
};

struct Reply {
    unsigned status = 200;
    std::string description;
    json::value schema;  // null where there is no body
    std::string content_type = "application/json";
    json::value example;
    std::vector<std::string> headers;  // names of components/headers
};

struct Route {
    std::string operation_id;
    Method method{};
    std::string path;  // "/api/messages/:id/cancel"
    Access access;
    std::string tag;
    std::string summary;
    std::string description{};
    std::vector<Parameter> parameters{};
    json::value request_schema{};   // null: no body is taken
    json::value request_example{};
    json::value form_schema{};      // of the same body as multipart/form-data, where media_types has that
    std::vector<std::string> media_types{"application/json"};  // what a body may be; else 415
    bool body_optional = false;     // regenerate takes no body or an object
    std::size_t max_body_bytes = 0; // 0: the configured limit
    std::vector<Reply> replies{};
    std::vector<Failure::Kind> failures{};  // those beyond what the pipeline itself can answer
    Handler handler{};
    ImmediateHandler immediate{};   // instead of handler
    std::function<bool()> enabled{};  // where given and false: 404
    limits::Fallback limit = limits::Fallback::shared;  // what bounds it where nothing is assigned
    bool probe = false;             // asked by machines again and again: logged at debug unless it fails
    std::size_t number = 0;         // its place in the table; set by Routes::add
};

// The table of routes, and the schemas that they refer to. Built once by the composition root, then only read.
class Routes {
public:
    dto::Schemas schemas;

    // Returns the new row for its handler to be set.
    Route& add(Route route);
    [[nodiscard]] const std::vector<std::unique_ptr<Route>>& all() const { return routes_; }

    // Schemas for a row.
    template <class T>
    json::value request() {
        return schemas.of<T>(dto::Direction::request);
    }
    template <class T>
    json::value response() {
        return schemas.of<T>(dto::Direction::response);
    }

private:
    std::vector<std::unique_ptr<Route>> routes_;
};

// The request's body as a T. Throws Failure{malformed_request or validation_failed}.
template <class T>
T body_of(const Call& call) {
    return dto::from_json<T>(parse_json(call.body));
}

// limit and cursor of a list. Throws Failure{validation_failed} for a limit outside 1..most.
struct Page {
    std::int64_t limit = 50;
    std::optional<std::string> cursor{};
};
Page page_of(const Call& call, std::int64_t most = 200);

}  // namespace rustygpt::http
