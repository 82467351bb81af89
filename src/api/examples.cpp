#include "api/examples.h"

#include "reasoning/canonical.h"

namespace rustygpt::api::examples {
namespace {

constexpr std::string_view conversation_id = "019a5b1e-7c00-7000-8000-000000000001";
constexpr std::string_view prompt_id = "019a5b1e-7c00-7001-8000-000000000002";
constexpr std::string_view answer_id = "019a5b1e-7c00-7002-8000-000000000003";
constexpr std::string_view user_id = "019a5b1e-0000-7000-8000-000000000009";
constexpr std::string_view early = "2026-01-31T12:00:00.000Z";
constexpr std::string_view late = "2026-01-31T12:00:00.042Z";

json::object message_object() {
    return {{"id", answer_id},
            {"conversation_id", conversation_id},
            {"root_id", prompt_id},
            {"parent_id", prompt_id},
            {"depth", 1},
            {"edited_from", nullptr},
            {"role", "assistant"},
            {"author_id", nullptr},
            {"content", "17% of 2340 = **397.8**"},
            {"reasoning", ""},
            {"status", "completed"},
            {"finish_reason", "stop"},
            {"error", nullptr},
            {"model", "builtin"},
            {"parameters",
             {{"temperature", 0.7}, {"top_p", 1.0}, {"max_tokens", 1024}, {"seed", 0}, {"stop", json::array{}}}},
            {"usage", {{"prompt_tokens", 5}, {"completion_tokens", 5}, {"total_tokens", 10}}},
            {"citations", json::array{}},
            {"next_sequence", 5},
            {"created_at", early},
            {"completed_at", late}};
}

json::object head_object() {
    return {{"id", conversation_id},    {"title", "What is 17% of 2340?"},
            {"created_at", early},      {"updated_at", late},
            {"last_activity_at", late}, {"archived", false},
            {"owner_id", user_id},      {"message_count", 2}};
}

json::object summary_object() {
    auto summary = head_object();
    summary["last_message_excerpt"] = "17% of 2340 = **397.8**";
    return summary;
}

}  // namespace

json::value message() { return message_object(); }

json::value message_with_cursor() {
    auto out = message_object();
    out["stream_cursor"] = "4832";
    return out;
}

json::value receipt() {
    return {{"conversation_id", conversation_id},
            {"conversation_created", true},
            {"root_id", prompt_id},
            {"prompt_id", prompt_id},
            {"message_id", answer_id},
            {"status", "queued"},
            {"stream_url", "/api/chat/stream?conversation_id=019a5b1e-7c00-7000-8000-000000000001&since=4820"},
            {"message", nullptr}};
}

json::value conversation() {
    auto out = head_object();
    out["messages"] = json::array{message_object()};
    out["next_cursor"] = nullptr;
    out["stream_cursor"] = "4832";
    return out;
}

json::value conversation_list() { return {{"conversations", json::array{summary_object()}}, {"next_cursor", nullptr}}; }
json::value conversation_summary() { return summary_object(); }

json::value conversation_export() {
    return {{"format", "rustygpt-conversation"},
            {"version", 1},
            {"conversation", head_object()},
            {"messages", json::array{message_object()}},
            {"traces", json::array{trace()}}};
}

json::value trace() {
    const json::value input{{"expression", "17% of 2340"}};
    const json::value output{{"result", "397.8"}, {"exact", true}};
    json::object node{{"id", "6b1f0c3d9e8a47525f4b8e1d2c3a4f50"},
                      {"kind", "tool"},
                      {"label", "What is 17% of 2340"},
                      {"status", "completed"},
                      {"depends_on", {"0f3b9a7c5e1d48629c7a6b5d4e3f2a10"}},
                      {"started_at", early},
                      {"duration_ms", 1},
                      {"tool", "calculator"},
                      {"version", "1.0.0"},
                      {"input", input},
                      {"input_digest", reasoning::digest_of(input)},
                      {"output", output},
                      {"output_digest", reasoning::digest_of(output)},
                      {"error", nullptr}};
    return {{"message_id", answer_id}, {"model", "builtin"}, {"seed", 0},
            {"started_at", early},     {"duration_ms", 42},  {"nodes", json::array{std::move(node)}}};
}

json::value verification() {
    const auto whole = trace();
    const auto& node = whole.at("nodes").at(0);
    return {{"verified", true},
            {"nodes",
             {{{"id", node.at("id")},
               {"kind", "tool"},
               {"verified", true},
               {"reason", nullptr},
               {"expected_digest", node.at("output_digest")},
               {"actual_digest", node.at("output_digest")}}}}};
}

}  // namespace rustygpt::api::examples
