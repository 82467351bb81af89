#include "api/limits.h"
#include "api/limits_dto.h"
#include "api/paging.h"
#include "http/if_match.h"

namespace rustygpt::api {

struct LimitProfileList {
    std::vector<limits::LimitProfile> profiles{};
    std::optional<std::string> next_cursor{};
};
BOOST_DESCRIBE_STRUCT(LimitProfileList, (), (profiles, next_cursor))

namespace {

using Kind = Failure::Kind;
using http::Method;

const char* const list_path = "/api/admin/limits/profiles";
const char* const one_path = "/api/admin/limits/profiles/:id";

json::value body_example() {
    return {{"name", "chat"},
            {"params", {{"requests_per_second", 0.5}, {"burst", 10}}},
            {"description", "Prompts: one every two seconds, ten at once."}};
}

json::object profile_example() {
    return {{"id", "0193a5c9-0a4e-7d10-9b1c-2d3e4f506172"},
            {"name", "chat"},
            {"algorithm", "gcra"},
            {"params", {{"requests_per_second", 0.5}, {"burst", 10}}},
            {"description", "Prompts: one every two seconds, ten at once."},
            {"etag", "\"4-193a5c90a4e\""},
            {"created_at", "2026-02-01T08:30:00.000Z"},
            {"updated_at", "2026-02-01T08:30:00.000Z"}};
}

http::Reply profile_reply(http::Routes& routes, unsigned status, std::string description) {
    return {.status = status,
            .description = std::move(description),
            .schema = routes.response<limits::LimitProfile>(),
            .example = profile_example(),
            .headers = {"ETag"}};
}

const std::vector<http::Parameter>& if_match() {
    static const std::vector<http::Parameter> parameters{
        {"If-Match",
         "header",
         "The profile's etag, or *; 412 where it has another one by now.",
         {{"type", "string"}},
         "\"4-193a5c90a4e\""}};
    return parameters;
}

limits::ProfileDraft draft_of(const http::Call& call) {
    auto body = http::body_of<NewLimitProfile>(call);
    limits::ProfileDraft draft{.name = std::move(body.name.text), .params = params_of(body.params), .description = {}};
    if (body.description) draft.description = std::move(body.description->text);
    return draft;
}

http::Response told(const limits::LimitProfile& profile, unsigned status = 200) {
    return http::Response::json(dto::to_json(profile), status).with("ETag", profile.etag);
}

void add_list(http::Routes& routes, const LimitServices& services) {
    auto& route =
        routes.add(limit_route(services, "listLimitProfiles", Method::get, list_path, "List profiles, oldest first"));
    route.parameters = page_parameters();
    route.replies = {{.status = 200,
                      .description = "A page of profiles.",
                      .schema = routes.response<LimitProfileList>(),
                      .example = {{"profiles", json::array{profile_example()}}, {"next_cursor", nullptr}}}};
    route.failures = {Kind::validation_failed};
    route.handler = [&services](http::Call& call) -> Task<http::Response> {
        const auto slice = slice_of(call);
        LimitProfileList list;
        list.profiles = co_await services.store.profiles(slice);
        list.next_cursor = cut_to(list.profiles, slice);
        co_return http::Response::json(dto::to_json(list));
    };
}

void add_create(http::Routes& routes, const LimitServices& services) {
    auto& route = routes.add(limit_route(services, "createLimitProfile", Method::post, list_path, "Make a profile"));
    route.description = "It limits nothing until it is assigned.";
    route.request_schema = routes.request<NewLimitProfile>();
    route.request_example = body_example();
    auto reply = profile_reply(routes, 201, "Made.");
    reply.headers.emplace_back("Location");
    route.replies = {std::move(reply)};
    route.failures = {Kind::conflict, Kind::validation_failed, Kind::limit_exceeded};
    route.handler = [&services](http::Call& call) -> Task<http::Response> {
        auto draft = draft_of(call);
        auto author = author_of(call, services);
        const auto made = co_await services.store.add_profile(std::move(draft), std::move(author));
        co_await services.limits.sync();
        co_return told(made, 201).with("Location", services.base_path + list_path + "/" + made.id.text());
    };
}

void add_get(http::Routes& routes, const LimitServices& services) {
    auto& route = routes.add(limit_route(services, "getLimitProfile", Method::get, one_path, "Fetch a profile"));
    route.replies = {profile_reply(routes, 200, "The profile.")};
    route.failures = {Kind::not_found};
    route.handler = [&services](http::Call& call) -> Task<http::Response> {
        const auto profile = co_await services.store.profile(call.path_id());
        co_return told(profile);
    };
}

void add_change(http::Routes& routes, const LimitServices& services) {
    auto& route = routes.add(limit_route(services, "changeLimitProfile", Method::put, one_path, "Replace a profile"));
    route.description = "It acts at once, on buckets that have been filled under the old one too.";
    route.parameters = if_match();
    route.request_schema = routes.request<NewLimitProfile>();
    route.request_example = body_example();
    route.replies = {profile_reply(routes, 200, "The profile as it is now.")};
    route.failures = {Kind::not_found, Kind::conflict, Kind::precondition_failed, Kind::validation_failed};
    route.handler = [&services](http::Call& call) -> Task<http::Response> {
        auto draft = draft_of(call);
        auto author = author_of(call, services);
        limits::Precondition fits = http::IfMatch(call);
        const auto changed = co_await services.store.change_profile(call.path_id(), std::move(draft), std::move(fits),
                                                                    std::move(author));
        co_await services.limits.sync();
        co_return told(changed);
    };
}

void add_delete(http::Routes& routes, const LimitServices& services) {
    auto& route =
        routes.add(limit_route(services, "deleteLimitProfile", Method::del, one_path, "Delete an unassigned profile"));
    route.parameters = if_match();
    route.replies = {{.status = 204, .description = "It is gone.", .schema = {}, .example = {}}};
    route.failures = {Kind::not_found, Kind::profile_in_use, Kind::precondition_failed};
    route.handler = [&services](http::Call& call) -> Task<http::Response> {
        auto author = author_of(call, services);
        limits::Precondition fits = http::IfMatch(call);
        co_await services.store.remove_profile(call.path_id(), std::move(fits), std::move(author));
        co_await services.limits.sync();
        co_return http::Response::empty();
    };
}

}  // namespace

void add_limit_profile_routes(http::Routes& routes, const LimitServices& services) {
    add_list(routes, services);
    add_create(routes, services);
    add_get(routes, services);
    add_change(routes, services);
    add_delete(routes, services);
}

}  // namespace rustygpt::api
