#pragma once

// The full-text indexes of messages (with titles) and of passages: what goes in, what comes out, and what has to be
// asked of the index before (migration 0011) while it is made anew. The only place that knows them; for storage's files
// alone.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "documents/query.h"
#include "storage/database.h"

namespace rustygpt::storage {

// Rows, half open.
struct RowRange {
    std::int64_t first = 0;
    std::int64_t end = 0;

    [[nodiscard]] bool contains(std::int64_t row) const { return first <= row && row < end; }
};

// What a text is found by.
struct IndexedText {
    std::string words;
    std::string stems;
    words::Language language = words::Language::none;
};
IndexedText indexed(std::string_view text);

struct IndexedPassage {
    IndexedText text;
    std::string context;
    std::string context_stems;
};
IndexedPassage indexed_passage(std::string_view text, std::string_view context);

// Within one transaction.
class TextIndex {
public:
    explicit TextIndex(Transaction& tx);

    // A message by its created_row, a title by the negative of its conversation's first_row.
    void add_message(std::int64_t row, const Id& owner, const IndexedText& text);
    void remove_message(std::int64_t row, const Id& owner, std::string_view text);
    [[nodiscard]] bool has_message(std::int64_t row);
    // The highest of these rows whose texts of this owner have all terms, downwards.
    std::vector<std::int64_t> messages_with_all(const Id& owner, const std::vector<documents::Term>& terms,
                                                RowRange rows, std::int64_t most);
    // Those that have most of any of the terms, best first.
    std::vector<std::int64_t> messages_with_any(const Id& owner, const std::vector<documents::Term>& terms,
                                                words::Languages languages, std::int64_t most);

    void add_passage(std::int64_t row, const IndexedPassage& passage);
    void remove_passage(std::int64_t row, std::string_view text, std::string_view context);
    [[nodiscard]] bool has_passage(std::int64_t row);
    std::optional<std::int64_t> first_passage(const std::vector<documents::Term>& terms, RowRange rows);
    std::optional<std::int64_t> last_passage(const std::vector<documents::Term>& terms, RowRange rows);
    std::vector<std::int64_t> best_passages(const std::vector<documents::Term>& terms, words::Languages languages,
                                            RowRange rows, std::int64_t most);
    std::int64_t passages_having(const documents::Term& term, words::Languages languages, RowRange rows);

    // Rows that only the index before knows.
    [[nodiscard]] const std::optional<RowRange>& pending_messages() const { return pending_messages_; }
    [[nodiscard]] const std::optional<RowRange>& pending_passages() const { return pending_passages_; }

private:
    [[nodiscard]] std::optional<RowRange> pending_among(RowRange rows) const;

    Transaction& tx_;
    std::optional<RowRange> pending_messages_;
    std::optional<RowRange> pending_passages_;
};

}  // namespace rustygpt::storage
