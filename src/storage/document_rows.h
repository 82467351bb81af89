#pragma once

// Documents as rows. For the document store's files only.

#include <optional>
#include <string>
#include <string_view>

#include "documents/store.h"
#include "storage/database.h"
#include "storage/text_index.h"

namespace rustygpt::storage::document_rows {

// "SELECT <every column of a Document> FROM documents " + rest. Keep the result for ever: its address is the cache's
// key.
std::string select_documents(std::string_view rest);
documents::Document document_from(const Row& row);
// Nothing where it is absent or somebody else's.
std::optional<documents::Document> visible_document(Transaction& tx, const Id& user_id, const Id& document_id);
// Beside those columns: where its passages begin.
std::int64_t first_row_from(const Row& row);

documents::Format format_from(const std::string& word);

// The rows of a user's passages; an empty range where there never was a document.
RowRange rows_of(Transaction& tx, const Id& user_id);

// Takes this many rows for an owner's passages; returns the first.
std::int64_t take_rows(Transaction& tx, const Id& user_id, std::int64_t count);

}  // namespace rustygpt::storage::document_rows
