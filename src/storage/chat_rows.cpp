#include "storage/chat_rows.h"

#include <algorithm>

#include "chat/tool_choice.h"

namespace rustygpt::storage::chat_rows {
namespace {

// How much of a thread a model is given.
constexpr int most_turns = 64;

template <class T>
T from_text(std::string_view text) {
    return dto::from_json<T>(parse_json(text));
}

template <class T>
T enum_from(const Row& row, int column) {
    T value{};
    if (!boost::describe::enum_from_string(row.text(column).c_str(), value))
        throw std::runtime_error("the database holds an unknown word: " + row.text(column));
    return value;
}

template <class T>
std::string_view word(T value) {
    return boost::describe::enum_to_string(value, "?");
}

template <class T>
std::optional<std::string> json_text(const std::optional<T>& value) {
    return value ? std::optional(dto::to_json(*value)) : std::nullopt;
}

}  // namespace

std::string select_messages(std::string_view rest) {
    return "SELECT id, conversation_id, root_id, parent_id, depth, edited_from, role, author_id, content, reasoning, "
           "status, "
           "finish_reason, error, model, parameters, prompt_tokens, completion_tokens, next_sequence, created_at, "
           "completed_at, "
           "created_row, citations FROM messages " +
           std::string(rest);
}

std::int64_t created_row_from(const Row& row) { return row.integer(20); }

chat::Message message_from(const Row& row) {
    chat::Message message;
    message.id = row.id(0);
    message.conversation_id = row.id(1);
    message.root_id = row.id(2);
    message.parent_id = row.maybe_id(3);
    message.depth = row.integer(4);
    message.edited_from = row.maybe_id(5);
    message.role = enum_from<reasoning::Role>(row, 6);
    message.author_id = row.maybe_id(7);
    message.content = row.text(8);
    message.reasoning = row.text(9);
    message.status = enum_from<chat::Status>(row, 10);
    if (!row.null(11)) message.finish_reason = enum_from<chat::FinishReason>(row, 11);
    if (!row.null(12)) message.error = from_text<chat::AnswerError>(row.view(12));
    message.model = row.maybe_text(13);
    if (!row.null(14)) message.parameters = from_text<chat::Parameters>(row.view(14));
    message.usage = {row.integer(15), row.integer(16), row.integer(15) + row.integer(16)};
    message.next_sequence = row.integer(17);
    message.created_at = row.time(18);
    message.completed_at = row.maybe_time(19);
    if (!row.null(21)) message.citations = from_text<std::vector<chat::Citation>>(row.view(21));
    return message;
}

void insert_message(Transaction& tx, const chat::Message& message, const reasoning::ToolChoice* tools,
                    std::int64_t created_row) {
    std::optional<std::string> tools_text;
    if (tools) tools_text = dto::to_json(*tools);
    tx.run(
        "INSERT INTO messages (id, conversation_id, root_id, parent_id, depth, edited_from, role, author_id, content, "
        "reasoning, status, model, tools, parameters, created_row, created_at, completed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, $12, $13, $14, $15, $16)",
        message.id, message.conversation_id, message.root_id, message.parent_id, message.depth, message.edited_from,
        word(message.role), message.author_id, message.content, word(message.status), message.model, tools_text,
        json_text(message.parameters), created_row, message.created_at, message.completed_at);
}

void fill_text(Transaction& tx, chat::Message& message) {
    if (chat::finished(message.status)) return;
    tx.each(
        "SELECT content, reasoning, sequence FROM events WHERE message_id = $1 AND sequence IS NOT NULL ORDER BY "
        "sequence",
        [&](const Row& row) {
            message.content += row.view(0);
            message.reasoning += row.view(1);
            message.next_sequence = row.integer(2) + 1;
        },
        message.id);
}

chat::Message visible_message(Transaction& tx, const Id& user_id, const Id& message_id) {
    static const auto sql = select_messages(
        "WHERE id = $1 AND EXISTS (SELECT 1 FROM conversations c WHERE c.id = conversation_id AND c.owner_id = $2)");
    auto message = tx.one(sql.c_str(), message_from, message_id, user_id);
    if (!message) throw Failure::not_found();
    fill_text(tx, *message);
    return std::move(*message);
}

std::optional<chat::Message> message_in(Transaction& tx, const Id& conversation_id, const Id& message_id) {
    static const auto sql = select_messages("WHERE id = $1 AND conversation_id = $2");
    return tx.one(sql.c_str(), message_from, message_id, conversation_id);
}

void require_owner(Transaction& tx, const Id& user_id, const Id& conversation_id) {
    const auto found = tx.one(
        "SELECT 1 FROM conversations WHERE id = $1 AND owner_id = $2", [](const Row&) { return true; }, conversation_id,
        user_id);
    if (!found) throw Failure::not_found();
}

reasoning::ToolChoice tools_of(Transaction& tx, const Id& message_id) {
    return tx
        .one(
            "SELECT tools FROM messages WHERE id = $1",
            [](const Row& row) {
                return row.null(0) ? reasoning::ToolChoice{} : from_text<reasoning::ToolChoice>(row.view(0));
            },
            message_id)
        .value_or(reasoning::ToolChoice{});
}

std::vector<reasoning::Turn> turns_down_to(Transaction& tx, const std::optional<Id>& message_id) {
    std::vector<reasoning::Turn> turns;
    if (!message_id) return turns;
    tx.each(
        "WITH RECURSIVE path (id, parent_id, role, content, steps) AS ("
        "  SELECT id, parent_id, role, content, 1 FROM messages WHERE id = $1"
        "  UNION ALL"
        "  SELECT m.id, m.parent_id, m.role, m.content, path.steps + 1 FROM messages m JOIN path ON m.id = "
        "path.parent_id"
        "  WHERE path.steps < $2)"
        " SELECT role, content FROM path ORDER BY steps",
        [&](const Row& row) { turns.push_back({enum_from<reasoning::Role>(row, 0), row.text(1)}); }, *message_id,
        most_turns);
    std::ranges::reverse(turns);
    return turns;
}

chat::ConversationHead head_from(const Row& row) {
    return {.id = row.id(0),
            .title = row.text(1),
            .created_at = row.time(2),
            .updated_at = row.time(3),
            .last_activity_at = row.time(4),
            .archived = row.flag(5),
            .owner_id = row.id(6),
            .message_count = row.integer(7)};
}

}  // namespace rustygpt::storage::chat_rows
