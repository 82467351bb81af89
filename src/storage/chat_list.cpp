// The list of conversations, with full-text search.

#include "base/cursor.h"
#include "storage/chat_rows.h"
#include "storage/chat_store.h"
#include "storage/match.h"
#include "storage/text_index.h"

namespace rustygpt::storage {
namespace {

using namespace chat_rows;

chat::ConversationSummary summary_from(const Row& row) { return {head_from(row), chat::excerpt(row.view(8))}; }

// Conversations with a message, or the title, that has all that is looked for. Of the list's statement: parameters 1
// to 5.
constexpr const char* found_now =
    "SELECT * FROM conversation_summaries c WHERE c.owner_id = $1 AND c.activity_row < $2 AND c.archived BETWEEN $3 "
    "AND "
    "$4 AND c.id IN ("
    "SELECT m.conversation_id FROM message_search s JOIN messages m ON m.created_row = s.rowid WHERE s.message_search "
    "MATCH $6 AND s.rowid > 0 UNION ALL "
    "SELECT t.id FROM message_search s JOIN conversations t ON t.first_row = -s.rowid WHERE s.message_search MATCH $6 "
    "AND s.rowid < 0) ORDER BY c.activity_row DESC LIMIT $5";
// The same where some of them are only in the index before.
constexpr const char* found_before_too =
    "SELECT * FROM conversation_summaries c WHERE c.owner_id = $1 AND c.activity_row < $2 AND c.archived BETWEEN $3 "
    "AND "
    "$4 AND c.id IN ("
    "SELECT m.conversation_id FROM message_search s JOIN messages m ON m.created_row = s.rowid WHERE s.message_search "
    "MATCH $6 AND s.rowid > 0 UNION ALL "
    "SELECT t.id FROM message_search s JOIN conversations t ON t.first_row = -s.rowid WHERE s.message_search MATCH $6 "
    "AND s.rowid < 0 UNION ALL "
    "SELECT b.conversation_id FROM message_search_before b WHERE b.message_search_before MATCH $7 AND abs(b.rowid) >= "
    "$8 "
    "AND abs(b.rowid) < $9) ORDER BY c.activity_row DESC LIMIT $5";

chat::ConversationList list_in(Transaction& tx, const Id& user_id, const chat::ConversationQuery& query) {
    chat::ConversationList list;
    const auto before = query.cursor ? decode_cursor('c', *query.cursor) : std::int64_t{INT64_MAX};
    const int least = query.archived == chat::Archived::yes ? 1 : 0;
    const int most = query.archived == chat::Archived::no ? 0 : 1;
    std::int64_t last = 0;
    const auto keep = [&](const Row& row) {
        if (static_cast<std::int64_t>(list.conversations.size()) == query.limit) {
            list.next_cursor = encode_cursor('c', last);
            return;
        }
        list.conversations.push_back(summary_from(row));
        last = row.integer(9);
    };
    if (query.search.empty()) {
        tx.each(
            "SELECT * FROM conversation_summaries c WHERE c.owner_id = $1 AND c.activity_row < $2 AND c.archived "
            "BETWEEN $3 AND $4 "
            "ORDER BY c.activity_row DESC LIMIT $5",
            keep, user_id, before, least, most, query.limit + 1);
        return list;
    }
    const auto terms = documents::search_terms_of(query.search);
    if (terms.empty()) return list;
    const auto match = match::all_of(user_id, terms);
    if (const auto pending = TextIndex(tx).pending_messages())
        tx.each(found_before_too, keep, user_id, before, least, most, query.limit + 1, match,
                match::before::all_of(user_id, terms), pending->first, pending->end);
    else tx.each(found_now, keep, user_id, before, least, most, query.limit + 1, match);
    return list;
}

}  // namespace

namespace chat_rows {

chat::ConversationSummary summary_of(Transaction& tx, const Id& conversation_id) {
    return tx.one("SELECT * FROM conversation_summaries c WHERE c.id = $1", summary_from, conversation_id).value();
}

}  // namespace chat_rows

Task<chat::ConversationList> ChatStore::list(Id user_id, chat::ConversationQuery query) {
    auto work = [=](Transaction& tx) { return list_in(tx, user_id, query); };
    co_return co_await database_.read(std::move(work), Operation::list);
}

}  // namespace rustygpt::storage
