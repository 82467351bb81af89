// What a question brings up: passages of the asker's documents, and of what was said in other threads.

#include <algorithm>
#include <charconv>

#include "documents/matches.h"
#include "words/asking.h"
#include "words/words.h"
#include "storage/document_rows.h"
#include "storage/document_store.h"
#include "storage/text_index.h"

namespace rustygpt::storage {
namespace {

using namespace document_rows;
using documents::Candidate;
using documents::Found;
using documents::Wanted;
using words::Languages;

constexpr int most_passages = 100;
constexpr int most_messages = 60;
constexpr std::size_t most_of_message = 3;    // passages of one message
constexpr std::size_t most_of_messages = 20;  // passages of all messages

std::string passage_id(std::string_view kind, const Id& id, std::int64_t ordinal) {
    return std::string(kind) + ':' + id.text() + ':' + std::to_string(ordinal);
}

Candidate candidate_from(const Row& row) {
    return {.id = passage_id("document", row.id(0), row.integer(1)),
            .title = row.text(2),
            .context = row.text(3),
            .text = row.text(4),
            .start = row.integer(5),
            .end = row.integer(6)};
}

// The languages whose inflections count: those of the asker's passages. The question's own is in its terms.
Languages languages_of(Transaction& tx, const Id& user_id) {
    const auto kept = tx.one(
        "SELECT languages FROM document_owners WHERE owner_id = $1", [](const Row& row) { return row.integer(0); },
        user_id);
    return static_cast<Languages>(kept.value_or(0));
}

void add_passages(Transaction& tx, TextIndex& index, const RowRange& rows, const Wanted& wanted, Languages languages,
                  Found& found) {
    for (const auto place : index.best_passages(wanted.terms, languages, rows, most_passages))
        tx.each(
            "SELECT p.document_id, p.ordinal, d.title, p.context, p.text, p.start_point, p.end_point FROM passages p "
            "JOIN documents d ON d.id = p.document_id WHERE p.row = $1 AND d.status = 'ready'",
            [&](const Row& row) { found.candidates.push_back(candidate_from(row)); }, place);
}

// How common each term is among the asker's passages. Others' passages are not asked: a score must not tell of them.
void add_statistics(Transaction& tx, TextIndex& index, const RowRange& rows, const Wanted& wanted, Languages languages,
                    Found& found) {
    auto& statistics = found.statistics;
    tx.each(
        "SELECT passages, words FROM document_owners WHERE owner_id = $1",
        [&](const Row& row) {
            statistics.passages = row.integer(0);
            statistics.words = row.integer(1);
        },
        wanted.user_id);
    for (const auto& term : wanted.terms) statistics.having.push_back(index.passages_having(term, languages, rows));
}

std::vector<Candidate> passages_of_message(const Id& id, const std::string& title, const std::string& content) {
    std::vector<Candidate> all;
    for (const auto& passage : documents::passages_of(content, documents::Shape::headed))
        all.push_back({.id = passage_id("message", id, std::ssize(all)),
                       .title = title,
                       .context = title,
                       .text = content.substr(passage.begin_byte, passage.end_byte - passage.begin_byte),
                       .start = passage.start,
                       .end = passage.end});
    return all;
}

bool has_term(const Candidate& candidate, const std::vector<documents::Term>& terms) {
    return !documents::matches_in(candidate.text, terms).empty();
}

// What people stated themselves, and what language models answered: builtin only repeats what it found.
void add_messages(Transaction& tx, TextIndex& index, const Wanted& wanted, Languages languages, Found& found) {
    std::size_t taken = 0;
    const auto keep = [&](const Row& row) {
        std::size_t of_message = 0;
        for (auto& candidate : passages_of_message(row.id(0), row.text(1), row.text(2))) {
            if (taken == most_of_messages || of_message == most_of_message) return;
            if (!has_term(candidate, wanted.terms) || !words::states_something(candidate.text)) continue;
            found.candidates.push_back(std::move(candidate));
            ++taken;
            ++of_message;
        }
    };
    for (const auto place : index.messages_with_any(wanted.user_id, wanted.terms, languages, most_messages))
        tx.each(
            "SELECT m.id, c.title, m.content FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE "
            "m.created_row = $1 AND c.owner_id = $2 AND m.root_id <> $3 AND (m.role = 'user' OR (m.role = "
            "'assistant' AND m.model <> 'builtin'))",
            keep, place, wanted.user_id, wanted.root_id);
}

// For somebody without documents the messages found are all there is to compare with.
void count_candidates(const Wanted& wanted, Found& found) {
    auto& statistics = found.statistics;
    statistics = {.passages = std::ssize(found.candidates), .having = std::vector<std::int64_t>(wanted.terms.size())};
    for (const auto& candidate : found.candidates) {
        statistics.words += words::count_words(candidate.text);
        const auto matches = documents::matches_in(candidate.text, wanted.terms);
        for (std::size_t i = 0; i < wanted.terms.size(); ++i)
            statistics.having[i] += std::ranges::find(matches, i, &documents::Match::term) != matches.end();
    }
}

Found find_in(Transaction& tx, const Wanted& wanted) {
    Found found;
    if (wanted.terms.empty()) return found;
    TextIndex index(tx);
    const auto languages = languages_of(tx, wanted.user_id);
    const auto rows = rows_of(tx, wanted.user_id);
    if (rows.first < rows.end) {
        add_passages(tx, index, rows, wanted, languages, found);
        add_statistics(tx, index, rows, wanted, languages, found);
    }
    add_messages(tx, index, wanted, languages, found);
    if (found.statistics.passages == 0) count_candidates(wanted, found);
    std::ranges::sort(found.candidates, {}, &Candidate::id);
    return found;
}

struct Place {
    std::string_view kind;
    Id id;
    std::int64_t ordinal = 0;
};

std::optional<Place> place_of(std::string_view text) {
    const auto colon = text.find(':');
    const auto last = text.rfind(':');
    if (colon == text.npos || last <= colon) return std::nullopt;
    const auto id = Id::parse(text.substr(colon + 1, last - colon - 1));
    Place place{.kind = text.substr(0, colon), .id = id.value_or(Id{})};
    const auto number = text.substr(last + 1);
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), place.ordinal);
    if (!id || parsed.ec != std::errc{} || parsed.ptr != number.data() + number.size() || place.ordinal < 0)
        return std::nullopt;
    return place;
}

std::optional<Candidate> candidate_at(Transaction& tx, const Id& user_id, const Place& place) {
    if (place.kind == "document")
        return tx.one(
            "SELECT p.document_id, p.ordinal, d.title, p.context, p.text, p.start_point, p.end_point FROM documents d "
            "JOIN passages p ON p.row = d.first_row + $3 AND p.document_id = d.id WHERE d.id = $1 AND d.owner_id = $2 "
            "AND d.status = 'ready' AND p.row < d.end_row",
            candidate_from, place.id, user_id, place.ordinal);
    if (place.kind != "message") return std::nullopt;
    auto all = tx.one(
        "SELECT m.id, c.title, m.content FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.id = "
        "$1 AND c.owner_id = $2",
        [](const Row& row) { return passages_of_message(row.id(0), row.text(1), row.text(2)); }, place.id, user_id);
    if (!all || place.ordinal >= std::ssize(*all)) return std::nullopt;
    return std::move((*all)[static_cast<std::size_t>(place.ordinal)]);
}

}  // namespace

Task<bool> DocumentStore::has_documents(Id user_id) {
    auto work = [=](Transaction& tx) {
        return tx
            .one(
                "SELECT 1 FROM documents WHERE owner_id = $1 AND status = 'ready' LIMIT 1",
                [](const Row&) { return true; }, user_id)
            .has_value();
    };
    co_return co_await database_.read(std::move(work), Operation::retrieve);
}

Task<Found> DocumentStore::find(Wanted wanted) {
    auto work = [wanted = std::move(wanted)](Transaction& tx) { return find_in(tx, wanted); };
    co_return co_await database_.read(std::move(work), Operation::retrieve);
}

Task<std::vector<Candidate>> DocumentStore::candidates(Id user_id, std::vector<std::string> ids) {
    auto work = [user_id, ids = std::move(ids)](Transaction& tx) {
        std::vector<Candidate> found;
        for (const auto& id : ids) {
            const auto place = place_of(id);
            if (auto candidate = place ? candidate_at(tx, user_id, *place) : std::nullopt)
                found.push_back(std::move(*candidate));
        }
        return found;
    };
    co_return co_await database_.read(std::move(work), Operation::retrieve);
}

}  // namespace rustygpt::storage
