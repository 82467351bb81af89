// Documents as their owners see them: the list, and each with its content.

#include "base/cursor.h"
#include "storage/document_rows.h"
#include "storage/document_store.h"

namespace rustygpt::storage {
namespace {

using namespace document_rows;
using documents::Document;

documents::DocumentList list_in(Transaction& tx, const Id& user_id, const documents::ListQuery& query) {
    documents::DocumentList list;
    const auto before = query.cursor ? decode_cursor('d', *query.cursor) : std::int64_t{INT64_MAX};
    std::int64_t last = 0;
    static const auto sql = select_documents("WHERE owner_id = $1 AND first_row < $2 ORDER BY first_row DESC LIMIT $3");
    tx.each(
        sql.c_str(),
        [&](const Row& row) {
            if (std::ssize(list.documents) == query.limit) {
                list.next_cursor = encode_cursor('d', last);
                return;
            }
            list.documents.push_back(document_from(row));
            last = first_row_from(row);
        },
        user_id, before, query.limit + 1);
    return list;
}

documents::DocumentWithContent document_in(Transaction& tx, const Id& user_id, const Id& document_id) {
    auto found = visible_document(tx, user_id, document_id);
    if (!found) throw Failure::not_found();
    documents::DocumentWithContent document;
    static_cast<Document&>(document) = std::move(*found);
    document.content =
        tx.one(
              "SELECT content FROM documents WHERE id = $1", [](const Row& row) { return row.text(0); }, document_id)
            .value();
    return document;
}

}  // namespace

Task<documents::DocumentList> DocumentStore::list(Id user_id, documents::ListQuery query) {
    auto work = [=](Transaction& tx) { return list_in(tx, user_id, query); };
    co_return co_await database_.read(std::move(work), Operation::document);
}

Task<documents::DocumentWithContent> DocumentStore::document(Id user_id, Id document_id) {
    auto work = [=](Transaction& tx) { return document_in(tx, user_id, document_id); };
    co_return co_await database_.read(std::move(work), Operation::document);
}

}  // namespace rustygpt::storage
