#include <algorithm>
#include <chrono>

#include "api/limits.h"
#include "api/limits_dto.h"
#include "api/paging.h"

namespace rustygpt::api {

struct LimitAssignmentList {
    std::vector<limits::LimitAssignment> assignments{};
    std::optional<std::string> next_cursor{};
};
BOOST_DESCRIBE_STRUCT(LimitAssignmentList, (), (assignments, next_cursor))

namespace {

using Kind = Failure::Kind;
using http::Method;

const char* const list_path = "/api/admin/limits/assignments";

json::object assignment_example() {
    return {{"id", "0193a5ca-1b5f-7e21-8c2d-3e4f50617283"},
            {"profile_id", "0193a5c9-0a4e-7d10-9b1c-2d3e4f506172"},
            {"profile_name", "chat"},
            {"method", "POST"},
            {"path", "/api/chat"},
            {"created_at", "2026-02-01T08:31:00.000Z"},
            {"updated_at", "2026-02-01T08:31:00.000Z"}};
}

void add_list(http::Routes& routes, const LimitServices& services) {
    auto& route = routes.add(
        limit_route(services, "listLimitAssignments", Method::get, list_path, "List assignments, oldest first"));
    route.parameters = page_parameters();
    route.replies = {{.status = 200,
                      .description = "A page of assignments.",
                      .schema = routes.response<LimitAssignmentList>(),
                      .example = {{"assignments", json::array{assignment_example()}}, {"next_cursor", nullptr}}}};
    route.failures = {Kind::validation_failed};
    route.handler = [&services](http::Call& call) -> Task<http::Response> {
        const auto slice = slice_of(call);
        LimitAssignmentList list;
        list.assignments = co_await services.store.assignments(slice);
        list.next_cursor = cut_to(list.assignments, slice);
        co_return http::Response::json(dto::to_json(list));
    };
}

void add_assign(http::Routes& routes, const LimitServices& services) {
    auto& route = routes.add(limit_route(services, "assignLimitProfile", Method::post, list_path,
                                         "Assign a profile to a method and a path"));
    route.description =
        "`:name` stands for one segment, `*` at the end for any rest, the method `*` for all (HEAD counts as GET). The "
        "most specific assignment acts: an exact segment before `:name` before `*`, from the left; then the method.";
    route.request_schema = routes.request<NewLimitAssignment>();
    route.request_example = {
        {"profile_id", "0193a5c9-0a4e-7d10-9b1c-2d3e4f506172"}, {"method", "POST"}, {"path", "/api/chat"}};
    route.replies = {{.status = 201,
                      .description = "It acts by now.",
                      .schema = routes.response<limits::LimitAssignment>(),
                      .example = assignment_example(),
                      .headers = {"Location"}}};
    route.failures = {Kind::not_found, Kind::conflict, Kind::validation_failed, Kind::limit_exceeded};
    route.handler = [&services](http::Call& call) -> Task<http::Response> {
        const auto body = http::body_of<NewLimitAssignment>(call);
        auto pattern = pattern_of(body.method.value, body.path.value);
        auto author = author_of(call, services);
        const auto made = co_await services.store.assign(body.profile_id, std::move(pattern), std::move(author));
        co_await services.limits.sync();
        co_return http::Response::json(dto::to_json(made), 201)
            .with("Location", services.base_path + list_path + "/" + made.id.text());
    };
}

void add_delete(http::Routes& routes, const LimitServices& services) {
    auto& route = routes.add(limit_route(services, "deleteLimitAssignment", Method::del,
                                         std::string(list_path) + "/:id", "Take an assignment away"));
    route.replies = {{.status = 204, .description = "It is gone.", .schema = {}, .example = {}}};
    route.failures = {Kind::not_found};
    route.handler = [&services](http::Call& call) -> Task<http::Response> {
        auto author = author_of(call, services);
        co_await services.store.remove_assignment(call.path_id(), std::move(author));
        co_await services.limits.sync();
        co_return http::Response::empty();
    };
}

void add_preview(http::Routes& routes, const LimitServices& services) {
    auto& route = routes.add(limit_route(services, "previewLimit", Method::post, "/api/admin/limits/preview",
                                         "Whom would a limit have refused?"));
    route.description =
        "Replays the recent requests that the limit would have been for, beside what is assigned already. The server "
        "remembers the last 262,144 requests since its start, each with its route, its caller and its time.";
    route.request_schema = routes.request<LimitTrial>();
    route.request_example = {{"params", {{"requests_per_second", 0.5}, {"burst", 10}}},
                             {"method", "POST"},
                             {"path", "/api/chat"},
                             {"window_minutes", 60}};
    const json::object caller{{"caller", "0193a5c9-0a4e-7d10-9b1c-2d3e4f506172"}, {"requests", 31}, {"denied", 4}};
    route.replies = {{.status = 200,
                      .description = "How many requests there were and how many would have been refused, by caller: a "
                                     "user's id or a client address. The most refused first, 1,000 at most.",
                      .schema = routes.response<limits::LimitPreview>(),
                      .example = {{"requests", 31}, {"denied", 4}, {"callers", json::array{caller}}}}};
    route.failures = {Kind::validation_failed, Kind::queue_full};
    route.handler = [&services](http::Call& call) -> Task<http::Response> {
        const auto body = http::body_of<LimitTrial>(call);
        limits::Trial trial{params_of(body.params), pattern_of(body.method.value, body.path.value)};
        const auto since = std::chrono::steady_clock::now() - std::chrono::minutes(body.window_minutes.value);
        auto work = [&limits = services.limits, trial = std::move(trial), since] {
            return limits.preview(trial, since);
        };
        const auto preview = co_await services.pool.run(std::move(work));
        co_return http::Response::json(dto::to_json(preview));
    };
}

}  // namespace

void add_limit_assignment_routes(http::Routes& routes, const LimitServices& services) {
    add_list(routes, services);
    add_assign(routes, services);
    add_delete(routes, services);
    add_preview(routes, services);
}

}  // namespace rustygpt::api
