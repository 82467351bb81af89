#pragma once

// Messages and conversations as rows. For the chat store's files only.

#include <optional>
#include <string>
#include <vector>

#include "chat/store.h"
#include "storage/database.h"

namespace rustygpt::storage::chat_rows {

// "SELECT <every column of a message> FROM messages " + rest. Keep the result for ever: its address is the cache's key.
std::string select_messages(std::string_view rest);
chat::Message message_from(const Row& row);
// Beside the columns of select_messages: where the message stands among all.
std::int64_t created_row_from(const Row& row);

void insert_message(Transaction& tx, const chat::Message& message, const reasoning::ToolChoice* tools,
                    std::int64_t created_row);
// Puts the text that was streamed so far into an unfinished answer.
void fill_text(Transaction& tx, chat::Message& message);

// The message, wherever the user may see it. Throws Failure{not_found}.
chat::Message visible_message(Transaction& tx, const Id& user_id, const Id& message_id);
// In that conversation, or nothing.
std::optional<chat::Message> message_in(Transaction& tx, const Id& conversation_id, const Id& message_id);
// Throws Failure{not_found} unless the conversation is the user's.
void require_owner(Transaction& tx, const Id& user_id, const Id& conversation_id);
reasoning::ToolChoice tools_of(Transaction& tx, const Id& message_id);

// The turns from the thread's root down to this message, itself included; the newest of them where there are many.
std::vector<reasoning::Turn> turns_down_to(Transaction& tx, const std::optional<Id>& message_id);

// From the columns id, title, created_at, updated_at, last_activity_at, archived, owner_id, message_count.
chat::ConversationHead head_from(const Row& row);
// A conversation as lists show it. It must exist.
chat::ConversationSummary summary_of(Transaction& tx, const Id& conversation_id);

}  // namespace rustygpt::storage::chat_rows
