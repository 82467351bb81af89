// Search over messages and documents, newest first. Each of the two is read from its own position on and then they are
// merged, so that a page neither repeats nor misses anything, whatever is inserted meanwhile.

#include <algorithm>

#include "base/cursor.h"
#include "storage/document_rows.h"
#include "storage/document_store.h"
#include "storage/text_index.h"

namespace rustygpt::storage {
namespace {

using namespace document_rows;
using documents::HitKind;
using documents::SearchPage;
using documents::SearchQuery;
using documents::SearchResult;
using documents::Term;

constexpr std::int64_t excerpt_length = 240;  // code points

// Below which rows to go on, in each of the two indexes.
struct Position {
    std::int64_t message = INT64_MAX;
    std::int64_t passage = INT64_MAX;
};

Position position_of(const SearchQuery& query) {
    if (!query.cursor) return {};
    const auto dot = query.cursor->find('.');
    const std::string_view text = *query.cursor;
    return {.message = decode_cursor('m', text.substr(0, dot)),
            .passage = decode_cursor('p', dot == text.npos ? "" : text.substr(dot + 1))};
}

std::string cursor_of(const Position& position) {
    return encode_cursor('m', position.message) + '.' + encode_cursor('p', position.passage);
}

struct Hit {
    std::int64_t row = 0;  // where to go on below
    SearchResult result;
};

void set_excerpt(SearchResult& result, std::string_view text, std::int64_t start, const std::vector<Term>& terms) {
    auto excerpt = documents::excerpt_of(text, terms, excerpt_length);
    result.start = start + excerpt.range.start;
    result.end = start + excerpt.range.end;
    result.excerpt = std::move(excerpt.text);
    result.highlights = std::move(excerpt.highlights);
}

std::optional<SearchResult> message_at(Transaction& tx, const Id& user_id, std::int64_t place,
                                       const std::vector<Term>& terms) {
    return tx.one(
        "SELECT m.id, m.conversation_id, m.role, m.content, m.created_at, c.title FROM messages m JOIN conversations c "
        "ON c.id = m.conversation_id WHERE m.created_row = $1 AND c.owner_id = $2",
        [&](const Row& row) {
            SearchResult result{.kind = HitKind::message,
                                .title = row.text(5),
                                .conversation_id = row.id(1),
                                .message_id = row.id(0),
                                .role = row.text(2),
                                .document_id = {},
                                .excerpt = {},
                                .highlights = {},
                                .created_at = row.time(4)};
            set_excerpt(result, row.view(3), 0, terms);
            return result;
        },
        place, user_id);
}

std::vector<Hit> message_hits(Transaction& tx, TextIndex& index, const Id& user_id, const std::vector<Term>& terms,
                              std::int64_t before, std::int64_t most) {
    std::vector<Hit> hits;
    for (const auto place : index.messages_with_all(user_id, terms, {.first = 1, .end = before}, most))
        if (auto result = message_at(tx, user_id, place, terms)) hits.push_back({place, std::move(*result)});
    return hits;
}

// The document, or what is left of one, that has this row.
struct Owner {
    std::int64_t first = 0;
    std::int64_t end = 0;
    bool ready = false;
    Id id{};
    std::string title{};
    Time created_at{};
};

Owner owner_of(Transaction& tx, const Id& user_id, std::int64_t row) {
    auto owner = tx.one(
        "SELECT first_row, end_row, status = 'ready', id, title, created_at FROM documents WHERE owner_id = $1 AND "
        "first_row <= $2 ORDER BY first_row DESC LIMIT 1",
        [](const Row& found) {
            return Owner{found.integer(0), found.integer(1), found.flag(2), found.id(3), found.text(4), found.time(5)};
        },
        user_id, row);
    if (owner && row < owner->end) return *owner;
    const auto left = tx.one(
        "SELECT first_row FROM passage_leftovers WHERE first_row <= $1 AND end_row > $1",
        [](const Row& found) { return found.integer(0); }, row);
    return {.first = left.value_or(row)};
}

// Skips from document to document, not from passage to passage.
std::vector<Hit> document_hits(Transaction& tx, TextIndex& index, const Id& user_id, const std::vector<Term>& terms,
                               std::int64_t before, std::int64_t most) {
    std::vector<Hit> hits;
    const auto rows = rows_of(tx, user_id);
    before = std::min(before, rows.end);
    while (std::ssize(hits) < most && before > rows.first) {
        const auto last = index.last_passage(terms, {.first = rows.first, .end = before});
        if (!last) break;
        const auto owner = owner_of(tx, user_id, *last);
        before = owner.first;
        if (!owner.ready) continue;
        SearchResult result{.kind = HitKind::document,
                            .title = owner.title,
                            .conversation_id = {},
                            .message_id = {},
                            .role = {},
                            .document_id = owner.id,
                            .excerpt = {},
                            .highlights = {},
                            .created_at = owner.created_at};
        const auto first = index.first_passage(terms, {.first = owner.first, .end = owner.end});
        tx.each(
            "SELECT text, start_point FROM passages WHERE row = $1",
            [&](const Row& row) { set_excerpt(result, row.view(0), row.integer(1), terms); }, first.value_or(*last));
        hits.push_back({owner.first, std::move(result)});
    }
    return hits;
}

SearchPage search_in(Transaction& tx, const Id& user_id, const SearchQuery& query) {
    SearchPage page;
    auto position = position_of(query);
    const auto terms = documents::search_terms_of(query.text);
    if (terms.empty()) return page;
    TextIndex index(tx);
    auto messages = message_hits(tx, index, user_id, terms, position.message, query.limit + 1);
    auto found = document_hits(tx, index, user_id, terms, position.passage, query.limit + 1);
    std::size_t m = 0;
    std::size_t d = 0;
    while (m < messages.size() || d < found.size()) {
        if (std::ssize(page.results) == query.limit) {
            page.next_cursor = cursor_of(position);
            break;
        }
        const bool from_messages =
            d == found.size() || (m < messages.size() && messages[m].result.created_at >= found[d].result.created_at);
        auto& hit = from_messages ? messages[m++] : found[d++];
        (from_messages ? position.message : position.passage) = hit.row;
        page.results.push_back(std::move(hit.result));
    }
    return page;
}

}  // namespace

Task<SearchPage> DocumentStore::search(Id user_id, SearchQuery query) {
    auto work = [user_id, query = std::move(query)](Transaction& tx) { return search_in(tx, user_id, query); };
    co_return co_await database_.read(std::move(work), Operation::search);
}

}  // namespace rustygpt::storage
