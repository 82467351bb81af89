#include "api/limits.h"

#include "api/limits_dto.h"
#include "api/paging.h"

namespace rustygpt::api {

http::Route limit_route(const LimitServices& services, std::string operation_id, http::Method method, std::string path,
                        std::string summary) {
    return {.operation_id = std::move(operation_id),
            .method = method,
            .path = std::move(path),
            .access = http::Access::session(http::Scope::admin, Role::admin),
            .tag = "limits",
            .summary = std::move(summary),
            .enabled = [&services] { return services.enabled; },
            .limit = limits::Fallback::guarded};
}

limits::Slice slice_of(const http::Call& call) {
    const auto page = http::page_of(call);
    return {.limit = page.limit, .after = before_of(page)};
}

limits::Author author_of(const http::Call& call, const LimitServices& services) {
    return {.at = services.clock.now(), .actor = call.caller.user_id.text(), .address = call.peer};
}

limits::RoutePattern pattern_of(const std::string& method, const std::string& path) {
    auto pattern = limits::RoutePattern::parse(method, path);
    if (pattern) return std::move(*pattern);
    dto::Problems problems;
    for (const auto& [field, message] : pattern.error()) problems.add("/" + std::string(field), message);
    problems.throw_if_any();
    throw Failure::invalid("body", "/path", "is no pattern");
}

limits::LimitParams params_of(const LimitRate& rate) { return {rate.requests_per_second.value, rate.burst.value}; }

void add_limit_routes(http::Routes& routes, const LimitServices& services) {
    add_limit_profile_routes(routes, services);
    add_limit_assignment_routes(routes, services);
}

}  // namespace rustygpt::api

namespace rustygpt::dto {

void Codec<limits::ProfileName>::read(const json::value& value, limits::ProfileName& out, const std::string& path,
                                      Problems& problems) {
    std::string text;
    if (!detail::read_text(value, text, 1, 256, path, problems)) return;
    auto name = limits::ProfileName::parse(text);
    if (name) out = std::move(*name);
    else problems.add(path, name.error());
}

}  // namespace rustygpt::dto
