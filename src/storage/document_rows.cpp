#include "storage/document_rows.h"

#include <stdexcept>

namespace rustygpt::storage::document_rows {
namespace {

constexpr std::int64_t rows_per_owner = std::int64_t{1} << 32;

template <class T>
T word_from(const std::string& text) {
    T value{};
    if (boost::describe::enum_from_string(text.c_str(), value)) return value;
    throw std::runtime_error("the database holds an unknown word: " + text);
}

}  // namespace

std::string select_documents(std::string_view rest) {
    return "SELECT id, title, format, status, error, bytes, characters, end_row - first_row, created_at, updated_at, "
           "first_row FROM documents " +
           std::string(rest);
}

documents::Document document_from(const Row& row) {
    return {.id = row.id(0),
            .title = row.text(1),
            .media_type = std::string(documents::media_type_of(format_from(row.text(2)))),
            .status = word_from<documents::Status>(row.text(3)),
            .error = row.maybe_text(4),
            .bytes = row.integer(5),
            .characters = row.integer(6),
            .passages = row.integer(7),
            .created_at = row.time(8),
            .updated_at = row.time(9)};
}

std::optional<documents::Document> visible_document(Transaction& tx, const Id& user_id, const Id& document_id) {
    static const auto sql = select_documents("WHERE id = $1 AND owner_id = $2");
    return tx.one(sql.c_str(), document_from, document_id, user_id);
}

std::int64_t first_row_from(const Row& row) { return row.integer(10); }

documents::Format format_from(const std::string& word) { return word_from<documents::Format>(word); }

RowRange rows_of(Transaction& tx, const Id& user_id) {
    const auto number = tx.one(
        "SELECT number FROM document_owners WHERE owner_id = $1", [](const Row& row) { return row.integer(0); },
        user_id);
    if (!number) return {};
    return {.first = *number * rows_per_owner, .end = (*number + 1) * rows_per_owner};
}

std::int64_t take_rows(Transaction& tx, const Id& user_id, std::int64_t count) {
    tx.run(
        "INSERT INTO document_owners (owner_id, number, next_row, passages, words) "
        "SELECT $1, coalesce(max(number), 0) + 1, (coalesce(max(number), 0) + 1) * 4294967296, 0, 0 "
        "FROM document_owners WHERE true ON CONFLICT (owner_id) DO NOTHING",
        user_id);
    return tx
        .one(
            "UPDATE document_owners SET next_row = next_row + $2 WHERE owner_id = $1 RETURNING next_row - $2",
            [](const Row& row) { return row.integer(0); }, user_id, count)
        .value();
}

}  // namespace rustygpt::storage::document_rows
