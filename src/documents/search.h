#pragma once

#include "base/dto.h"
#include "base/task.h"
#include "documents/excerpt.h"

namespace rustygpt::documents {

enum class HitKind { message, document };
BOOST_DESCRIBE_ENUM(HitKind, message, document)

struct SearchResult {
    HitKind kind{};
    std::string title;                        // the conversation's or the document's
    std::optional<Id> conversation_id;        // of a message
    std::optional<Id> message_id;
    std::optional<std::string> role;
    std::optional<Id> document_id;            // of a document
    std::string excerpt;                      // plain text, never markup
    std::vector<Range> highlights;            // in the excerpt
    std::int64_t start = 0;                   // the excerpt's place in the message's or document's content
    std::int64_t end = 0;
    Time created_at{};
};
BOOST_DESCRIBE_STRUCT(SearchResult, (),
                      (kind, title, conversation_id, message_id, role, document_id, excerpt, highlights, start, end,
                       created_at))

struct SearchPage {
    std::vector<SearchResult> results;  // newest first
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(SearchPage, (), (results, next_cursor))

struct SearchQuery {
    std::string text;
    std::int64_t limit = 50;
    std::optional<std::string> cursor;
};

// Finished messages and ready documents with every word, the last one as a beginning. A document comes once, by the
// first passage that has them all. Throws Failure{validation_failed} for a cursor that is none.
class Search {
public:
    virtual ~Search() = default;
    virtual Task<SearchPage> search(Id user_id, SearchQuery query) = 0;
};

}  // namespace rustygpt::documents
