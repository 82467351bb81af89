#include "api/tools.h"

#include <chrono>

#include "base/cursor.h"
#include "reasoning/canonical.h"

namespace rustygpt::api {

struct ToolExample {
    json::object input;
    json::value output;
};
BOOST_DESCRIBE_STRUCT(ToolExample, (), (input, output))

struct Tool {
    std::string name;
    std::string version;
    std::string description;
    bool deterministic = true;
    json::object input_schema;
    json::object output_schema;
    json::object limits;
    std::vector<ToolExample> examples;
};
BOOST_DESCRIBE_STRUCT(Tool, (),
                      (name, version, description, deterministic, input_schema, output_schema, limits, examples))

struct ToolList {
    std::vector<Tool> tools;
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ToolList, (), (tools, next_cursor))

struct InvokeTool {
    json::object input;
};
BOOST_DESCRIBE_STRUCT(InvokeTool, (), (input))

struct ToolResult {
    std::string tool;
    std::string version;
    std::string input_digest;
    json::value output;
    std::string output_digest;
    std::int64_t duration_ms = 0;
};
BOOST_DESCRIBE_STRUCT(ToolResult, (), (tool, version, input_digest, output, output_digest, duration_ms))

namespace {

using Kind = Failure::Kind;

Tool described(const tools::Info& info) {
    Tool tool{.name = info.name,
              .version = info.version,
              .description = info.description,
              .input_schema = info.input_schema,
              .output_schema = info.output_schema,
              .limits = info.limits,
              .examples = {}};
    for (const auto& example : info.examples) tool.examples.push_back({example.input, example.output});
    return tool;
}

// The list is as fixed as the binary: a position is a stable cursor.
ToolList page_of_tools(const tools::Registry& registry, const http::Page& page) {
    ToolList list;
    const auto all = registry.all();
    const auto first = page.cursor ? decode_cursor('t', *page.cursor) : 0;
    for (auto i = first; i < std::ssize(all); ++i) {
        if (std::ssize(list.tools) == page.limit) {
            list.next_cursor = encode_cursor('t', i);
            break;
        }
        list.tools.push_back(described(all[static_cast<std::size_t>(i)]->info()));
    }
    return list;
}

[[noreturn]] void refuse(const tools::ToolError& error) {
    switch (error.kind) {
        case tools::ToolError::Kind::bad_input: {
            // The tool's pointers begin at its input, the client's at the body.
            json::array errors = error.errors;
            for (auto& entry : errors) {
                auto& path = entry.as_object()["path"];
                path = "/input" + std::string(path.as_string());
            }
            throw Failure(Kind::validation_failed, error.message, {{"errors", std::move(errors)}});
        }
        case tools::ToolError::Kind::limit_exceeded:
            throw Failure(Kind::limit_exceeded, error.message, {{"limit", error.limit}});
        case tools::ToolError::Kind::cancelled: throw Failure::busy(Kind::unavailable, "The server is stopping.", 1);
        case tools::ToolError::Kind::failed: break;
    }
    throw Failure(Kind::validation_failed, error.message, {{"tool_error", error.message}});
}

Task<http::Response> invoke(const tools::Tool& tool, json::object input, Pool& pool) {
    auto work = [&tool, input = std::move(input)]() -> ToolResult {
        const auto begin = std::chrono::steady_clock::now();
        auto output = tool.invoke(input, {});
        if (!output) refuse(output.error());
        const auto took = std::chrono::steady_clock::now() - begin;
        return {.tool = tool.info().name,
                .version = tool.info().version,
                .input_digest = reasoning::digest_of(input),
                .output = *output,
                .output_digest = reasoning::digest_of(*output),
                .duration_ms = std::chrono::duration_cast<milliseconds>(took).count()};
    };
    const auto result = co_await pool.run(std::move(work));
    co_return http::Response::json(dto::to_json(result));
}

// What the first example of the first tool gives.
json::value result_example(const tools::Registry& registry) {
    if (registry.all().empty()) return {};
    const auto& info = registry.all().front()->info();
    const auto& example = info.examples.front();
    const ToolResult result{.tool = info.name,
                            .version = info.version,
                            .input_digest = reasoning::digest_of(example.input),
                            .output = example.output,
                            .output_digest = reasoning::digest_of(example.output)};
    return parse_json(dto::to_json(result));
}

json::value list_example(const tools::Registry& registry) {
    ToolList list;
    if (!registry.all().empty()) list.tools.push_back(described(registry.all().front()->info()));
    return parse_json(dto::to_json(list));
}

}  // namespace

void add_tool_routes(http::Routes& routes, const tools::Registry& registry, Pool& pool) {
    routes.add({
        .operation_id = "listTools",
        .method = http::Method::get,
        .path = "/api/tools",
        .access = http::Access::session(http::Scope::read, Role::read_only),
        .tag = "tools",
        .summary = "List the deterministic tools",
        .parameters = {{"limit",
                        "query",
                        "How many at most.",
                        {{"type", "integer"}, {"minimum", 1}, {"maximum", 200}, {"default", 50}},
                        50},
                       {"cursor", "query", "next_cursor of the page before.", {{"type", "string"}}, "t32"}},
        .replies = {{.status = 200,
                     .description = "The tools, by name.",
                     .schema = routes.response<ToolList>(),
                     .example = list_example(registry)}},
        .failures = {Kind::validation_failed},
        .immediate =
            [&registry](http::Call& call) {
                return http::Response::json(dto::to_json(page_of_tools(registry, http::page_of(call))));
            },
    });
    routes.add({
        .operation_id = "invokeTool",
        .method = http::Method::post,
        .path = "/api/tools/:name/invoke",
        .access = http::Access::session(http::Scope::chat, Role::read_only),
        .tag = "tools",
        .summary = "Run a tool",
        .description =
            "The same version and input give the same output; digests are SHA-256 over canonical JSON (RFC 8785).",
        .request_schema = routes.request<InvokeTool>(),
        .request_example = {{"input", {{"expression", "17% of 2340 + 12^3"}}}},
        .replies = {{.status = 200,
                     .description = "What the tool found.",
                     .schema = routes.response<ToolResult>(),
                     .example = result_example(registry)}},
        .failures = {Kind::not_found, Kind::validation_failed, Kind::limit_exceeded, Kind::queue_full},
        .handler = [&registry, &pool](http::Call& call) -> Task<http::Response> {
            auto body = http::body_of<InvokeTool>(call);
            const auto* tool = registry.find(call.parameters[0]);
            if (tool == nullptr) throw Failure::not_found();
            co_return co_await invoke(*tool, std::move(body.input), pool);
        },
    });
}

}  // namespace rustygpt::api
