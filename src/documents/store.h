#pragma once

// What documents need from storage. Each writing call is one durable commit.

#include <optional>
#include <string>
#include <vector>

#include "base/dto.h"
#include "base/retry_key.h"
#include "base/task.h"
#include "documents/passages.h"

namespace rustygpt::documents {

enum class Status {
    processing,  // stored, and being indexed; also after a crash, until the next start has gone on
    ready,       // found by searches
    failed,      // stored, and not to be indexed: see error
};
BOOST_DESCRIBE_ENUM(Status, processing, ready, failed)

struct Document {
    Id id;
    std::string title;
    std::string media_type;
    Status status{};
    std::optional<std::string> error;
    std::int64_t bytes = 0;       // as uploaded
    std::int64_t characters = 0;  // code points of the content
    std::int64_t passages = 0;
    Time created_at{};
    Time updated_at{};
};
BOOST_DESCRIBE_STRUCT(Document, (),
                      (id, title, media_type, status, error, bytes, characters, passages, created_at, updated_at))

struct DocumentWithContent : Document {
    std::string content;
};
BOOST_DESCRIBE_STRUCT(DocumentWithContent, (Document), (content))

struct DocumentList {
    std::vector<Document> documents;
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(DocumentList, (), (documents, next_cursor))

// Per user.
struct Quota {
    std::int64_t documents = 1'000;
    std::int64_t bytes = 268'435'456;  // as uploaded, all together
};

struct NewDocument {
    Id user_id;
    std::string title;
    Format format{};
    std::int64_t bytes = 0;
    std::string content;
    std::int64_t characters = 0;
    std::int64_t passages = 0;
    std::int64_t words = 0;
    std::optional<RetryKey> retry;
    Quota quota;
};

struct Added {
    Document document;
    bool replayed = false;
    std::int64_t first_row = 0;  // of its passages
};

struct PassageText {
    Passage passage;
    std::string text;
};

// A document that a stopped process left in the middle.
struct Unfinished {
    Id document_id;
    Format format{};
    std::string content;
};

struct ListQuery {
    std::int64_t limit = 50;
    std::optional<std::string> cursor;
};

// Absent and foreign documents are Failure{not_found} everywhere.
class Store {
public:
    virtual ~Store() = default;

    // The document that this very request has made before. Throws Failure{idempotency_key_reused};
    // Failure{quota_exceeded} where one of that size has no room.
    virtual Task<std::optional<Document>> expect(Id user_id, std::optional<RetryKey> retry, std::int64_t bytes,
                                                 Quota quota) = 0;
    // As `processing`, with room for its passages in the index. The same failures, now for good.
    virtual Task<Added> add(NewDocument document) = 0;
    // Passages at these places of the index; first_row is the first one's.
    virtual Task<> index(Id document_id, std::int64_t first_row, std::int64_t first_ordinal,
                         std::vector<PassageText> passages) = 0;
    // All is indexed. Does nothing where the document has gone.
    virtual Task<std::optional<Document>> settle(Id document_id, Status status, std::optional<std::string> error) = 0;

    virtual Task<std::vector<Unfinished>> unfinished() = 0;
    // Takes what is there of a document out of the index and makes new room for it. Returns the first row, or nothing
    // where it has gone.
    virtual Task<std::optional<std::int64_t>> begin_again(Id document_id, std::int64_t passages,
                                                          std::int64_t words) = 0;
    // Clears a little of what has been taken out of the index; false once nothing is left.
    virtual Task<bool> sweep() = 0;

    virtual Task<DocumentList> list(Id user_id, ListQuery query) = 0;
    virtual Task<DocumentWithContent> document(Id user_id, Id document_id) = 0;
    // From now on no search finds it; sweep() does the rest.
    virtual Task<> remove(Id user_id, Id document_id) = 0;
};

}  // namespace rustygpt::documents
