// The list of conversations, with full-text search.

#include "base/cursor.h"
#include "storage/chat_rows.h"
#include "storage/chat_store.h"

namespace rustygpt::storage {
namespace {

using namespace chat_rows;

chat::ConversationSummary summary_from(const Row& row) { return {head_from(row), chat::excerpt(row.view(8))}; }

// An FTS5 query for messages of this owner that have every word, the last one as a prefix. Quoted, so that nothing a
// person types is an operator.
std::string match_query(const Id& owner, std::string_view text) {
    std::string out = "owner : \"" + search_word(owner) + "\"";
    for (std::size_t at = text.find_first_not_of(" \t\r\n"); at != text.npos;) {
        const auto end = std::min(text.find_first_of(" \t\r\n", at), text.size());
        out += " AND content : \"";
        for (const char c : text.substr(at, end - at)) {
            out.push_back(c);
            if (c == '"') out.push_back('"');
        }
        out += '"';
        at = text.find_first_not_of(" \t\r\n", end);
        if (at == text.npos) out += " *";
    }
    return out;
}

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
    } else {
        tx.each(
            "SELECT * FROM conversation_summaries c WHERE c.owner_id = $1 AND c.activity_row < $2 AND c.archived "
            "BETWEEN $3 AND $4 "
            "AND c.id IN (SELECT s.conversation_id FROM message_search s WHERE s.message_search MATCH $6) "
            "ORDER BY c.activity_row DESC LIMIT $5",
            keep, user_id, before, least, most, query.limit + 1, match_query(user_id, query.search));
    }
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
