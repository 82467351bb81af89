#include "storage/invariants.h"

#include <algorithm>

#include <fmt/format.h>

#include "storage/deltas_check.h"

namespace rustygpt::storage {
namespace {

constexpr std::size_t most_named = 5;

// A query for the ids of whatever breaks the rule.
struct Rule {
    const char* broken;
    const char* sql;
};

constexpr Rule rules[] = {
    {"messages without their conversation",
     "SELECT m.id FROM messages m WHERE NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = m.conversation_id)"},
    {"conversations without their owner",
     "SELECT c.id FROM conversations c WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.id = c.owner_id)"},
    {"conversations that miscount their messages",
     "SELECT c.id FROM conversations c WHERE c.message_count <> "
     "(SELECT count(*) FROM messages m WHERE m.conversation_id = c.id)"},
    {"messages that don't hang below their parent",
     "SELECT m.id FROM messages m WHERE m.parent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM messages p WHERE "
     "p.id = m.parent_id AND p.conversation_id = m.conversation_id AND p.root_id = m.root_id AND "
     "p.depth = m.depth - 1)"},
    {"threads that don't begin with their root",
     "SELECT id FROM messages WHERE parent_id IS NULL AND (root_id <> id OR depth <> 0)"},
    {"messages whose status and end disagree",
     "SELECT id FROM messages WHERE (completed_at IS NULL) <> (status IN ('queued', 'streaming'))"},
    {"messages that share a row", "SELECT min(id) FROM messages GROUP BY created_row HAVING count(*) > 1"},
    {"messages above the log's head", "SELECT id FROM messages WHERE created_row > (SELECT row FROM stream_head)"},
    {"conversations above the log's head",
     "SELECT id FROM conversations WHERE activity_row > (SELECT row FROM stream_head)"},
    {"stream floors above the log's head",
     "SELECT user_id FROM stream_floors WHERE row > (SELECT row FROM stream_head)"},
    {"events among rows that a restore left out",
     "SELECT CAST(e.row AS TEXT) FROM stream_gaps g JOIN events e ON e.row > g.after_row AND e.row <= g.until_row"},
    {"events that are older than those before them, where no clock was set back",
     "SELECT CAST(row AS TEXT) FROM (SELECT row, created_at, lag(created_at) OVER (ORDER BY row) AS before, "
     "lag(row) OVER (ORDER BY row) AS previous FROM events) AS pairs WHERE created_at < before AND NOT EXISTS "
     "(SELECT 1 FROM clock_steps s WHERE s.row > pairs.previous AND s.row <= pairs.row)"},
    {"sessions from a security epoch to come",
     "SELECT id FROM sessions WHERE changed > (SELECT max(value) FROM security_epoch)"},
    {"API tokens from a security epoch to come",
     "SELECT id FROM api_tokens WHERE changed > (SELECT max(value) FROM security_epoch)"},
    {"limit profiles from an epoch to come",
     "SELECT id FROM limit_profiles WHERE version > (SELECT max(value) FROM limits_epoch)"},
    {"finished messages that search does not find",
     "SELECT m.id FROM messages m WHERE m.completed_at IS NOT NULL AND m.about_itself = 0 AND NOT EXISTS (SELECT 1 "
     "FROM "
     "message_search s WHERE s.rowid = m.created_row) AND NOT EXISTS (SELECT 1 FROM search_rebuild r WHERE r.part = "
     "'messages' AND m.created_row >= r.next_row AND m.created_row < r.end_row)"},
    {"answers about the server itself that search finds",
     "SELECT m.id FROM messages m WHERE m.about_itself <> 0 AND EXISTS (SELECT 1 FROM message_search s WHERE s.rowid = "
     "m.created_row)"},
    {"search entries of messages that are not there",
     "SELECT CAST(s.rowid AS TEXT) FROM message_search s WHERE s.rowid > 0 AND NOT EXISTS (SELECT 1 FROM messages m "
     "WHERE m.created_row = s.rowid)"},
    {"search entries of titles that are not there",
     "SELECT CAST(s.rowid AS TEXT) FROM message_search s WHERE s.rowid < 0 AND NOT EXISTS (SELECT 1 FROM conversations "
     "c "
     "WHERE c.first_row = -s.rowid)"},
    {"passages that search does not find",
     "SELECT CAST(p.row AS TEXT) FROM passages p WHERE NOT EXISTS (SELECT 1 FROM passage_search s WHERE s.rowid = "
     "p.row) "
     "AND NOT EXISTS (SELECT 1 FROM search_rebuild r WHERE r.part = 'passages' AND p.row >= r.next_row AND p.row < "
     "r.end_row)"},
    {"search entries of passages that are not there",
     "SELECT CAST(s.rowid AS TEXT) FROM passage_search s WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.row = "
     "s.rowid)"},
};

std::string told(std::string_view what, const std::vector<std::string>& ids) {
    std::string named;
    for (std::size_t i = 0; i < std::min(ids.size(), most_named); ++i) named += (i ? ", " : "") + ids[i];
    return fmt::format("{} {}: {}{}", ids.size(), what, named, ids.size() > most_named ? ", ..." : "");
}

}  // namespace

std::vector<std::string> broken_invariants(Transaction& tx) {
    std::vector<std::string> found;
    for (const auto& rule : rules) {
        std::vector<std::string> ids;
        tx.each(rule.sql, [&](const Row& row) { ids.push_back(row.text(0)); });
        if (!ids.empty()) found.push_back(told(rule.broken, ids));
    }
    if (const auto ids = answers_unlike_their_deltas(tx); !ids.empty())
        found.push_back(told("answers whose text is not what their deltas say", ids));
    return found;
}

}  // namespace rustygpt::storage
