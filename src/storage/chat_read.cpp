// Reading conversations, and changing what is around their messages.

#include <algorithm>

#include "base/cursor.h"
#include "storage/chat_rows.h"
#include "storage/chat_store.h"
#include "storage/text_index.h"

namespace rustygpt::storage {
namespace {

using namespace chat_rows;

chat::ConversationHead head_of(Transaction& tx, const Id& user_id, const Id& conversation_id) {
    auto head = tx.one(
        "SELECT id, title, created_at, updated_at, last_activity_at, archived, owner_id, message_count "
        "FROM conversations WHERE id = $1 AND owner_id = $2",
        head_from, conversation_id, user_id);
    if (!head) throw Failure::not_found();
    return std::move(*head);
}

// Weak: stream_cursor moves on with everybody's events, what the reader came for does not.
std::string etag_of(Transaction& tx, const chat::ConversationHead& head, const chat::MessageQuery& query) {
    const auto row = tx.one(
                           "SELECT max(row) FROM events WHERE conversation_id = $1",
                           [](const Row& found) { return found.integer(0); }, head.id)
                         .value_or(0);
    return "W/\"" + std::to_string(row) + "-" + std::to_string(head.updated_at.time_since_epoch().count()) + "-" +
           std::to_string(query.limit) + query.cursor.value_or("") + "\"";
}

chat::ConversationPage page_of(Transaction& tx, const Id& user_id, const Id& conversation_id,
                               const chat::MessageQuery& query) {
    chat::ConversationPage page;
    auto& conversation = page.conversation;
    static_cast<chat::ConversationHead&>(conversation) = head_of(tx, user_id, conversation_id);
    const auto before = query.cursor ? decode_cursor('m', *query.cursor) : std::int64_t{INT64_MAX};
    std::int64_t oldest = 0;
    static const auto sql =
        select_messages("WHERE conversation_id = $1 AND created_row < $2 ORDER BY created_row DESC LIMIT $3");
    tx.each(
        sql.c_str(),
        [&](const Row& row) {
            if (static_cast<std::int64_t>(conversation.messages.size()) == query.limit) {
                conversation.next_cursor = encode_cursor('m', oldest);
                return;
            }
            conversation.messages.push_back(message_from(row));
            oldest = created_row_from(row);
        },
        conversation_id, before, query.limit + 1);
    std::ranges::reverse(conversation.messages);
    for (auto& message : conversation.messages) fill_text(tx, message);
    conversation.stream_cursor = std::to_string(EventLog::head(tx));
    page.etag = etag_of(tx, conversation, query);
    return page;
}

chat::WholeConversation whole_in(Transaction& tx, const Id& user_id, const Id& conversation_id) {
    chat::WholeConversation whole;
    whole.conversation = page_of(tx, user_id, conversation_id, {.limit = INT64_MAX - 1, .cursor = {}}).conversation;
    tx.each(
        "SELECT t.trace FROM messages m JOIN traces t ON t.message_id = m.id WHERE m.conversation_id = $1 "
        "ORDER BY m.created_row",
        [&](const Row& row) { whole.traces.push_back({row.text(0)}); }, conversation_id);
    return whole;
}

chat::TracedAnswer trace_in(Transaction& tx, const Id& user_id, const Id& message_id) {
    chat::TracedAnswer found;
    found.answer = visible_message(tx, user_id, message_id);
    if (!chat::finished(found.answer.status))
        throw Failure(Failure::Kind::answer_in_progress, "That message is still being answered.",
                      {{"message_id", message_id.text()}});
    auto text = tx.one(
        "SELECT trace FROM traces WHERE message_id = $1", [](const Row& row) { return row.text(0); }, message_id);
    if (!text) throw Failure::not_found();
    found.trace.json = std::move(*text);
    if (found.answer.parent_id)
        if (auto prompt = message_in(tx, found.answer.conversation_id, *found.answer.parent_id))
            found.prompt = std::move(prompt->content);
    return found;
}

stream::Event conversation_event(const Id& user_id, const Id& conversation_id, std::int64_t row, std::string type,
                                 std::string payload) {
    return {.row = row,
            .user_id = user_id,
            .conversation_id = conversation_id,
            .type = std::move(type),
            .payload = std::move(payload)};
}

std::int64_t title_row(Transaction& tx, const Id& conversation_id) {
    return -tx.one(
                  "SELECT first_row FROM conversations WHERE id = $1", [](const Row& row) { return row.integer(0); },
                  conversation_id)
                .value();
}

void index_title(Transaction& tx, const Id& user_id, const Id& conversation_id, const std::string& before,
                 const std::string& title) {
    TextIndex index(tx);
    const auto row = title_row(tx, conversation_id);
    index.remove_message(row, user_id, before);
    index.add_message(row, user_id, indexed(title));
}

// The texts are there until they are out of the index: it is told what to take out.
void take_out(Transaction& tx, const Id& user_id, const chat::ConversationHead& head) {
    TextIndex index(tx);
    index.remove_message(title_row(tx, head.id), user_id, head.title);
    tx.each(
        "SELECT created_row, content FROM messages WHERE conversation_id = $1",
        [&](const Row& row) { index.remove_message(row.integer(0), user_id, row.view(1)); }, head.id);
}

void change_in(Transaction& tx, EventLog& log, const Id& user_id, const Id& conversation_id,
               const chat::ConversationChange& change) {
    auto head = head_of(tx, user_id, conversation_id);
    const auto title = change.title.value_or(head.title);
    const bool archived = change.archived.value_or(head.archived);
    if (title == head.title && archived == head.archived) return;
    const Time now = log.now();
    tx.run("UPDATE conversations SET title = $2, archived = $3, updated_at = $4 WHERE id = $1", conversation_id, title,
           archived, now);
    if (title != head.title) index_title(tx, user_id, conversation_id, head.title, title);
    log.append(tx,
               conversation_event(user_id, conversation_id, log.next_row(), "conversation.updated",
                                  dto::to_json(chat::ConversationUpdated{conversation_id, title, archived})),
               now);
}

void remove_in(Transaction& tx, EventLog& log, const Id& user_id, const Id& conversation_id) {
    take_out(tx, user_id, head_of(tx, user_id, conversation_id));
    tx.run(
        "DELETE FROM idempotency_keys WHERE user_id = $2 AND message_id IN (SELECT id FROM messages WHERE "
        "conversation_id = $1)",
        conversation_id, user_id);
    tx.run("DELETE FROM events WHERE conversation_id = $1", conversation_id);
    tx.run("DELETE FROM messages WHERE conversation_id = $1", conversation_id);
    tx.run("DELETE FROM conversations WHERE id = $1", conversation_id);
    log.append(tx,
               conversation_event(user_id, conversation_id, log.next_row(), "conversation.deleted",
                                  dto::to_json(chat::ConversationDeleted{conversation_id})),
               log.now());
}

}  // namespace

Task<chat::ConversationPage> ChatStore::conversation(Id user_id, Id conversation_id, chat::MessageQuery query) {
    auto work = [=](Transaction& tx) { return page_of(tx, user_id, conversation_id, query); };
    co_return co_await database_.read(std::move(work), Operation::read);
}

Task<chat::WholeConversation> ChatStore::whole(Id user_id, Id conversation_id) {
    auto work = [=](Transaction& tx) { return whole_in(tx, user_id, conversation_id); };
    co_return co_await database_.read(std::move(work), Operation::read);
}

Task<chat::MessageWithCursor> ChatStore::message(Id user_id, Id message_id) {
    auto work = [=](Transaction& tx) {
        chat::MessageWithCursor found;
        static_cast<chat::Message&>(found) = visible_message(tx, user_id, message_id);
        found.stream_cursor = std::to_string(EventLog::head(tx));
        return found;
    };
    co_return co_await database_.read(std::move(work), Operation::read);
}

Task<chat::TracedAnswer> ChatStore::trace(Id user_id, Id message_id) {
    auto work = [=](Transaction& tx) { return trace_in(tx, user_id, message_id); };
    co_return co_await database_.read(std::move(work), Operation::read);
}

Task<chat::ConversationSummary> ChatStore::change(Id user_id, Id conversation_id, chat::ConversationChange change) {
    auto work = [this, user_id, conversation_id, change](Transaction& tx) {
        change_in(tx, log_, user_id, conversation_id, change);
        return summary_of(tx, conversation_id);
    };
    co_return co_await database_.write(std::move(work), Operation::change);
}

Task<> ChatStore::remove(Id user_id, Id conversation_id) {
    auto work = [=, this](Transaction& tx) { remove_in(tx, log_, user_id, conversation_id); };
    co_await database_.write(std::move(work), Operation::change);
}

Task<> ChatStore::require_visible(Id user_id, Id conversation_id) {
    auto work = [=](Transaction& tx) { require_owner(tx, user_id, conversation_id); };
    co_await database_.read(std::move(work), Operation::read);
}

}  // namespace rustygpt::storage
