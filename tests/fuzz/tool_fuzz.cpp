// One tool, FUZZED_TOOL, with any input: as JSON, as its first text field, and as a question in plain English.

#include <cstdlib>

#include "base/failure.h"
#include "base/json.h"
#include "base/utf8.h"
#include "reasoning/canonical.h"
#include "tools/registry.h"

using namespace rustygpt;

namespace {

const tools::Tool& fuzzed() {
    static const auto registry = tools::Registry::builtin();
    return *registry.find(FUZZED_TOOL);
}

void check(bool holds) {
    if (!holds) std::abort();
}

void check_error(const tools::ToolError& error) {
    check(!error.message.empty());
    check((error.kind == tools::ToolError::Kind::bad_input) == !error.errors.empty());
    for (const auto& entry : error.errors) check(entry.at("path").is_string() && entry.at("message").is_string());
    if (error.kind == tools::ToolError::Kind::limit_exceeded) check(fuzzed().info().limits.contains(error.limit));
}

// The same version and input give the same output, and there is a line for people.
void check_invoke(const json::object& input) {
    const auto first = fuzzed().invoke(input, {});
    const auto second = fuzzed().invoke(input, {});
    check(first.has_value() == second.has_value());
    if (!first) return check_error(first.error());
    check(reasoning::digest_of(*first) == reasoning::digest_of(*second));
    check(!fuzzed().explain(input, *first).empty());
}

std::string first_text_field() {
    for (const auto& [name, schema] : fuzzed().info().input_schema.at("properties").as_object())
        if (const auto* type = schema.as_object().if_contains("type"); type && *type == "string") return name;
    return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (!utf8::valid(text)) return 0;
    try {
        if (const auto value = parse_json(text); value.is_object()) check_invoke(value.get_object());
    } catch (const Failure&) {
        if (const auto field = first_text_field(); !field.empty()) check_invoke({{field, text}});
    }
    if (const auto match = fuzzed().match(text)) {
        check(match->confidence > 0 && match->confidence <= 1);
        check_invoke(match->input);
    }
    return 0;
}
