#include "http/pipeline.h"

#include <algorithm>

#include "http/envelope.h"
#include "http/limiter.h"
#include "http/target.h"
#include "http/text.h"
#include "telemetry/trace.h"

namespace rustygpt::http {
namespace {

using enum Failure::Kind;
using Stage = Exchange::Stage;

bool safe(Method method) { return method == Method::get || method == Method::head || method == Method::options; }

bool takes_body(const Route& route) { return !route.request_schema.is_null(); }

// Signing in, out and on concerns the session itself; its routes rely on the Origin rules alone.
bool outside_csrf_tokens(std::string_view path) { return path.starts_with("/api/auth/") || path == "/api/setup"; }

std::string_view bearer_of(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    if (!same_without_case(authorization.substr(0, scheme.size()), scheme)) return {};
    return trimmed(authorization.substr(scheme.size()));
}

// Of two credentials a proxy may have looked at the other one.
bool only_one(const Call& call, std::string_view name) {
    return std::ranges::count_if(call.headers,
                                 [&](const auto& header) { return same_without_case(header.first, name); }) == 1;
}

// Nothing where no scope would help: require_rights() says so.
std::optional<Scope> scope_of(const Route& route) {
    if (route.access.kind() == Access::Kind::session_only) return std::nullopt;
    return route.access.scope();
}

void set_trace(Call& call) {
    const auto parent = call.header("traceparent");
    const auto given = parent ? trace_id_of(*parent) : std::nullopt;
    if (given) call.trace_id = *given;
    else call.trace_id = new_trace_id();
}

void require_rights(const Call& call) {
    const auto& access = call.route->access;
    if (access.kind() == Access::Kind::open) return;
    if (call.caller.by_token && access.kind() == Access::Kind::session_only)
        throw Failure(insufficient_scope, "API tokens do not reach this route.");
    if (!at_least(call.caller.role, access.least())) throw Failure(forbidden, "Your role does not allow this.");
}

}  // namespace

Pipeline::Pipeline(const ServerOptions& options, const Routes& routes, Authenticator& authenticator)
    : options_(options),
      authenticator_(authenticator),
      router_(routes, options.base_path),
      origins_(options),
      proxies_(options.trusted_proxies) {}

// The order of the contract's section 1: whoever is refused learns no more than the first reason, and nothing is
// looked up, charged or read for a request that an earlier check ends. Where something has to be waited for this
// returns what, and goes on behind it when called again. Refusals throw Failure.
Pipeline::Wait Pipeline::proceed(Exchange& exchange) const {
    auto& call = exchange.call;
    switch (exchange.stage) {
        case Stage::arrived:
            read_target(exchange);                                          // 400, also for a host that is not ours
            if (!find_route(exchange)) return Wait::nothing;                // 404, 405; OPTIONS is answered there
            exchange.stage = Stage::known;
            if (const auto who = identify(exchange); who != Wait::nothing) return who;  // 401
            [[fallthrough]];
        case Stage::known:
            require_rights(call);                                           // 403: role, scope
            require_no_forgery(exchange);                                   // 403: CSRF
            if (options_.limiter) options_.limiter->admit(call);            // 429
            require_acceptable_body(exchange);                              // 413, 415
            exchange.stage = Stage::complete;
            if (exchange.has_body) return Wait::body;  // 413 where no length was given; 400, 408
            [[fallthrough]];
        case Stage::complete:
            exchange.stage = Stage::answered;
            if (!call.route->immediate) return Wait::handler;  // which decodes: 400, 422, 404
            exchange.response = call.route->immediate(call);
            return Wait::nothing;
        case Stage::answered: return Wait::nothing;
    }
    return Wait::nothing;
}

Task<> Pipeline::wait(Exchange& exchange, BodySource& body) const {
    auto& call = exchange.call;
    switch (exchange.wait) {
        case Wait::session: call.caller = co_await authenticator_.session(exchange.secret, call); break;
        case Wait::token:
            call.caller = co_await authenticator_.token(exchange.secret, scope_of(*call.route), call);
            call.caller.by_token = true;
            break;
        case Wait::body: co_await body.read_body(body_limit(exchange)); break;
        case Wait::handler: exchange.response = co_await call.route->handler(call); break;
        case Wait::nothing: break;
    }
}

bool Pipeline::begin(Exchange& exchange, std::string_view socket_peer) const {
    std::exception_ptr error;
    try {
        set_trace(exchange.call);
        proxies_.resolve(exchange.call, socket_peer);
        exchange.wait = proceed(exchange);
    } catch (...) {
        error = std::current_exception();
        exchange.wait = Wait::nothing;
    }
    if (exchange.wait != Wait::nothing) return false;
    complete(exchange, error);
    return true;
}

Task<> Pipeline::finish(Exchange& exchange, BodySource& body) const {
    std::exception_ptr error;
    try {
        while (exchange.wait != Wait::nothing) {
            co_await wait(exchange, body);
            exchange.wait = proceed(exchange);
        }
    } catch (...) {
        error = std::current_exception();
    }
    complete(exchange, error);
}

void Pipeline::refuse(Exchange& exchange, const Failure& failure) const {
    exchange.call.method = Method::other;  // None was understood.
    set_trace(exchange.call);
    complete(exchange, std::make_exception_ptr(failure));
}

void Pipeline::read_target(Exchange& exchange) const {
    const auto target = split_target(exchange.call.target);
    if (!target || (!target->authority.empty() && !valid_host(target->authority)))
        throw Failure(malformed_request, "The request target is neither a path nor an http URL.");
    exchange.path = target->path;
    exchange.call.query = target->query;
    if (!target->authority.empty()) exchange.call.host = target->authority;  // RFC 9112 section 3.2.2
    if (origins_.is_our_host(exchange.call.host)) return;
    refusals_.unknown_host(exchange.call, origins_.public_origin());
    throw Failure(malformed_request, "This server is not known by the name in the Host header.");
}

bool Pipeline::find_route(Exchange& exchange) const {
    auto& call = exchange.call;
    if (exchange.path == "*") {
        if (call.method != Method::options) throw Failure(malformed_request, "Only OPTIONS can ask about *.");
        answer_options(exchange, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        return false;
    }
    const auto path = plain_path(exchange.path, exchange.decoded_path);
    const auto* place = path ? router_.find(*path, call.parameters, call.path) : nullptr;
    if (!place) throw Failure::not_found();
    if (call.method == Method::options) {
        answer_options(exchange, place->allow);
        return false;
    }
    call.route = place->at(call.method);
    if (!call.route) {
        call.extra_headers.push_back({"Allow", place->allow});
        throw Failure(method_not_allowed, "This path takes " + place->allow + ".");
    }
    if (call.route->enabled && !call.route->enabled()) throw Failure::not_found();
    return true;
}

void Pipeline::answer_options(Exchange& exchange, std::string_view allow) const {
    auto& call = exchange.call;
    auto& headers = exchange.response.headers;
    exchange.stage = Stage::answered;
    exchange.response = Response::empty();
    headers.push_back({"Allow", std::string(allow)});
    const auto origin = call.header("origin");
    if (!origin || !call.header("access-control-request-method")) return;
    if (!origins_.allows_cors(*origin)) return refusals_.foreign_preflight(call, *origin);
    headers.push_back({"Access-Control-Allow-Methods", std::string(allow)});
    headers.push_back({"Access-Control-Allow-Headers",
                       "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, "
                       "Prefer, X-CSRF-Token, traceparent"});
    headers.push_back({"Access-Control-Max-Age", "600"});
}

Pipeline::Wait Pipeline::identify(Exchange& exchange) const {
    auto& call = exchange.call;
    if (call.route->access.kind() == Access::Kind::open) return Wait::nothing;
    if (const auto authorization = call.header("authorization")) {  // cookies are ignored beside it
        exchange.secret = bearer_of(*authorization);
        if (exchange.secret.empty() || !only_one(call, "authorization"))
            throw Failure(invalid_token, "Authorization must be one Bearer token.");
        const auto known = authenticator_.known_token(exchange.secret, scope_of(*call.route));
        if (!known) return Wait::token;
        call.caller = *known;
        call.caller.by_token = true;
        return Wait::nothing;
    }
    const auto cookie = call.cookie(authenticator_.session_cookie());
    if (!cookie || cookie->empty()) throw Failure(authentication_required, "Sign in first.");
    exchange.secret = *cookie;
    const auto known = authenticator_.known_session(exchange.secret);
    if (!known) return Wait::session;
    call.caller = *known;
    return Wait::nothing;
}

void Pipeline::require_no_forgery(const Exchange& exchange) const {
    const auto& call = exchange.call;
    if (safe(call.method)) return;
    require_no_foreign_page(call);
    const bool by_session = call.route->access.kind() != Access::Kind::open && !call.caller.by_token;
    if (!by_session || outside_csrf_tokens(call.route->path)) return;
    const auto header = call.header("x-csrf-token").value_or("");
    const auto cookie = call.cookie(authenticator_.csrf_cookie()).value_or("");
    if (header.empty() || !authenticator_.csrf_matches(exchange.secret, header, cookie))
        throw Failure(csrf_failed, "X-CSRF-Token is missing or does not belong to this session.");
}

void Pipeline::require_no_foreign_page(const Call& call) const {
    // No page can add a token without having asked first (CORS), and cookies are ignored beside it.
    if (!bearer_of(call.header("authorization").value_or("")).empty()) return;
    const auto foreign = origins_.foreign(call);
    if (!foreign) return;
    refusals_.foreign_origin(call, *foreign);
    throw Failure(csrf_failed, std::string(message_of(foreign->cause)));
}

std::size_t Pipeline::body_limit(const Exchange& exchange) const {
    const auto own = exchange.call.route->max_body_bytes;
    return own > 0 ? own : options_.max_body_bytes;
}

void Pipeline::require_acceptable_body(const Exchange& exchange) const {
    if (!exchange.has_body) return;
    const auto& call = exchange.call;
    if (exchange.content_length && *exchange.content_length > body_limit(exchange))
        throw body_too_large(body_limit(exchange));
    if (!takes_body(*call.route)) return;  // read and dropped
    const auto coding = call.header("content-encoding");
    if (coding && !same_without_case(*coding, "identity"))
        throw Failure(unsupported_media_type, "Content-Encoding is not supported.");
    const auto type = call.header("content-type").value_or("");
    const auto essence = trimmed(type.substr(0, type.find(';')));
    const auto fits = [&](const std::string& taken) { return same_without_case(essence, taken); };
    if (std::ranges::none_of(call.route->media_types, fits))
        throw Failure(unsupported_media_type, "Content-Type must be " + call.route->media_types.front() + ".");
}

void Pipeline::complete(Exchange& exchange, const std::exception_ptr& error) const {
    auto& call = exchange.call;
    if (error) exchange.response = envelope_of(error, call);
    exchange.response.limit_headers = std::move(call.limit_headers);
    auto& headers = exchange.response.headers;
    std::ranges::move(call.extra_headers, std::back_inserter(headers));
    if (origins_.any_cors()) add_cors(exchange);
}

void Pipeline::add_cors(Exchange& exchange) const {
    auto& headers = exchange.response.headers;
    headers.push_back({"Vary", "Origin"});
    const auto origin = exchange.call.header("origin");
    if (!origin || !origins_.allows_cors(*origin)) return;
    headers.push_back({"Access-Control-Allow-Origin", std::string(*origin)});
    headers.push_back({"Access-Control-Allow-Credentials", "true"});
    headers.push_back({"Access-Control-Expose-Headers",
                       "trace_id, ETag, Location, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "
                       "X-RateLimit-Profile, X-Session-Rotated, Idempotency-Replayed"});
}

Failure body_too_large(std::size_t limit) {
    return Failure(payload_too_large, "The body is over " + std::to_string(limit) + " bytes.",
                   {{"limit_bytes", limit}});
}

}  // namespace rustygpt::http
