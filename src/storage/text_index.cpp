#include "storage/text_index.h"

#include <algorithm>

#include "storage/match.h"
#include "words/stem.h"

namespace rustygpt::storage {
namespace {

using documents::Term;
using words::Languages;
using words::Word;

void append(std::string& keys, std::string_view key) {
    if (!keys.empty()) keys += ' ';
    keys += key;
}

void append_words(std::string_view text, const std::vector<Word>& all, words::Language language, std::string& words,
                  std::string& stems) {
    words.reserve(text.size() + text.size() / 4);
    for (const auto& word : all) {
        append(words, word.key);
        if (auto stem = words::stem_of(text, word, language); stem != word.key) append(stems, stem);
    }
}

std::vector<std::int64_t> rows_in(Transaction& tx, const char* sql, const auto&... arguments) {
    std::vector<std::int64_t> rows;
    tx.each(sql, [&](const Row& row) { rows.push_back(row.integer(0)); }, arguments...);
    return rows;
}

std::optional<std::int64_t> first_of(const std::vector<std::int64_t>& rows) {
    return rows.empty() ? std::nullopt : std::optional(rows.front());
}

}  // namespace

IndexedText indexed(std::string_view text) {
    IndexedText out;
    const auto all = words::words_of(text);
    out.language = words::language_of(all);
    append_words(text, all, out.language, out.words, out.stems);
    return out;
}

IndexedPassage indexed_passage(std::string_view text, std::string_view context) {
    IndexedPassage out{.text = indexed(text), .context = {}, .context_stems = {}};
    append_words(context, words::words_of(context), out.text.language, out.context, out.context_stems);
    return out;
}

TextIndex::TextIndex(Transaction& tx) : tx_(tx) {
    tx.each("SELECT part, next_row, end_row FROM search_rebuild", [this](const Row& row) {
        const RowRange range{row.integer(1), row.integer(2)};
        if (row.view(0) == "messages") pending_messages_ = range;
        if (row.view(0) == "passages") pending_passages_ = range;
    });
}

void TextIndex::add_message(std::int64_t row, const Id& owner, const IndexedText& text) {
    tx_.run("INSERT INTO message_search (rowid, words, stems, owner) VALUES ($1, $2, $3, $4)", row, text.words,
            text.stems, match::owner_word(owner));
}

bool TextIndex::has_message(std::int64_t row) {
    return !rows_in(tx_, "SELECT s.rowid FROM message_search s WHERE s.rowid = $1", row).empty();
}

void TextIndex::remove_message(std::int64_t row, const Id& owner, std::string_view text) {
    if (has_message(row)) {
        const auto made = indexed(text);
        tx_.run(
            "INSERT INTO message_search (message_search, rowid, words, stems, owner) VALUES ('delete', $1, $2, $3, $4)",
            row, made.words, made.stems, match::owner_word(owner));
    } else if (pending_messages_) {
        tx_.run("DELETE FROM message_search_before WHERE rowid = $1", row);
    }
}

std::vector<std::int64_t> TextIndex::messages_with_all(const Id& owner, const std::vector<Term>& terms, RowRange rows,
                                                       std::int64_t most) {
    auto found = rows_in(tx_,
                         "SELECT s.rowid FROM message_search s WHERE s.message_search MATCH $1 AND s.rowid >= $2 AND "
                         "s.rowid <= $3 ORDER BY s.rowid DESC LIMIT $4",
                         match::all_of(owner, terms), rows.first, rows.end - 1, most);
    if (!pending_messages_) return found;
    const auto older =
        rows_in(tx_,
                "SELECT s.rowid FROM message_search_before s WHERE s.message_search_before MATCH $1 AND s.rowid >= $2 "
                "AND s.rowid <= $3 ORDER BY s.rowid DESC LIMIT $4",
                match::before::all_of(owner, terms), std::max(rows.first, pending_messages_->first),
                std::min(rows.end, pending_messages_->end) - 1, most);
    found.insert(found.end(), older.begin(), older.end());
    std::ranges::sort(found, std::greater());
    if (std::ssize(found) > most) found.resize(static_cast<std::size_t>(most));
    return found;
}

std::vector<std::int64_t> TextIndex::messages_with_any(const Id& owner, const std::vector<Term>& terms,
                                                       Languages languages, std::int64_t most) {
    auto found =
        rows_in(tx_,
                "SELECT s.rowid FROM message_search s WHERE s.message_search MATCH $1 AND s.rowid > 0 ORDER BY "
                "s.rank LIMIT $2",
                match::any_of(owner, terms, languages), most);
    if (!pending_messages_) return found;
    const auto older =
        rows_in(tx_,
                "SELECT s.rowid FROM message_search_before s WHERE s.message_search_before MATCH $1 AND s.rowid >= $2 "
                "AND s.rowid <= $3 ORDER BY s.rank LIMIT $4",
                match::before::any_of(owner, terms), pending_messages_->first, pending_messages_->end - 1, most);
    found.insert(found.end(), older.begin(), older.end());
    return found;
}

void TextIndex::add_passage(std::int64_t row, const IndexedPassage& passage) {
    tx_.run("INSERT INTO passage_search (rowid, words, stems, context, context_stems) VALUES ($1, $2, $3, $4, $5)", row,
            passage.text.words, passage.text.stems, passage.context, passage.context_stems);
}

bool TextIndex::has_passage(std::int64_t row) {
    return !rows_in(tx_, "SELECT s.rowid FROM passage_search s WHERE s.rowid = $1", row).empty();
}

void TextIndex::remove_passage(std::int64_t row, std::string_view text, std::string_view context) {
    if (has_passage(row)) {
        const auto made = indexed_passage(text, context);
        tx_.run(
            "INSERT INTO passage_search (passage_search, rowid, words, stems, context, context_stems) VALUES "
            "('delete', "
            "$1, $2, $3, $4, $5)",
            row, made.text.words, made.text.stems, made.context, made.context_stems);
    } else if (pending_passages_ && pending_passages_->contains(row)) {
        tx_.run(
            "INSERT INTO passage_search_before (passage_search_before, rowid, text, context) VALUES ('delete', $1, $2, "
            "$3)",
            row, text, context);
    }
}

std::optional<RowRange> TextIndex::pending_among(RowRange rows) const {
    if (!pending_passages_) return std::nullopt;
    const RowRange both{std::max(rows.first, pending_passages_->first), std::min(rows.end, pending_passages_->end)};
    return both.first < both.end ? std::optional(both) : std::nullopt;
}

std::optional<std::int64_t> TextIndex::first_passage(const std::vector<Term>& terms, RowRange rows) {
    auto found = first_of(rows_in(tx_,
                                  "SELECT s.rowid FROM passage_search s WHERE s.passage_search MATCH $1 AND s.rowid >= "
                                  "$2 AND s.rowid <= $3 ORDER BY s.rowid LIMIT 1",
                                  match::all(terms), rows.first, rows.end - 1));
    const auto old = pending_among(rows);
    if (!old) return found;
    const auto older =
        first_of(rows_in(tx_,
                         "SELECT s.rowid FROM passage_search_before s WHERE s.passage_search_before MATCH $1 AND "
                         "s.rowid >= $2 AND s.rowid <= $3 ORDER BY s.rowid LIMIT 1",
                         match::before::all(terms), old->first, old->end - 1));
    return older && found ? std::min(*older, *found) : older ? older : found;
}

std::optional<std::int64_t> TextIndex::last_passage(const std::vector<Term>& terms, RowRange rows) {
    auto found = first_of(rows_in(tx_,
                                  "SELECT s.rowid FROM passage_search s WHERE s.passage_search MATCH $1 AND s.rowid >= "
                                  "$2 AND s.rowid <= $3 ORDER BY s.rowid DESC LIMIT 1",
                                  match::all(terms), rows.first, rows.end - 1));
    const auto old = pending_among(rows);
    if (!old) return found;
    const auto older =
        first_of(rows_in(tx_,
                         "SELECT s.rowid FROM passage_search_before s WHERE s.passage_search_before MATCH $1 AND "
                         "s.rowid >= $2 AND s.rowid <= $3 ORDER BY s.rowid DESC LIMIT 1",
                         match::before::all(terms), old->first, old->end - 1));
    return std::max(found, older);
}

std::vector<std::int64_t> TextIndex::best_passages(const std::vector<Term>& terms, Languages languages, RowRange rows,
                                                   std::int64_t most) {
    auto found = rows_in(tx_,
                         "SELECT s.rowid FROM passage_search s WHERE s.passage_search MATCH $1 AND s.rowid >= $2 AND "
                         "s.rowid <= $3 ORDER BY s.rank LIMIT $4",
                         match::any(terms, languages), rows.first, rows.end - 1, most);
    const auto old = pending_among(rows);
    if (!old) return found;
    const auto older =
        rows_in(tx_,
                "SELECT s.rowid FROM passage_search_before s WHERE s.passage_search_before MATCH $1 AND s.rowid >= $2 "
                "AND s.rowid <= $3 ORDER BY s.rank LIMIT $4",
                match::before::any(terms), old->first, old->end - 1, most);
    found.insert(found.end(), older.begin(), older.end());
    return found;
}

std::int64_t TextIndex::passages_having(const Term& term, Languages languages, RowRange rows) {
    const auto count = first_of(rows_in(tx_,
                                        "SELECT count(*) FROM passage_search s WHERE s.passage_search MATCH $1 AND "
                                        "s.rowid >= $2 AND s.rowid <= $3",
                                        match::one(term, languages), rows.first, rows.end - 1))
                           .value_or(0);
    const auto old = pending_among(rows);
    if (!old) return count;
    return count + first_of(rows_in(tx_,
                                    "SELECT count(*) FROM passage_search_before s WHERE s.passage_search_before MATCH "
                                    "$1 AND s.rowid >= $2 AND s.rowid <= $3",
                                    match::before::one(term), old->first, old->end - 1))
                       .value_or(0);
}

}  // namespace rustygpt::storage
