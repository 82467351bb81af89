#include "storage/index_check.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "storage/match.h"
#include "storage/text_index.h"

namespace rustygpt::storage {
namespace {

// Of all places of a row's words: order does not matter, for an index goes by words and not by rows.
using Sums = std::unordered_map<std::int64_t, std::uint64_t>;

std::uint64_t mixed(std::string_view word, std::string_view column, std::int64_t place) {
    std::uint64_t hash = 0xcbf29ce484222325;
    const auto add = [&](std::string_view bytes) {
        for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    };
    add(word);
    add("\n");
    add(column);
    hash = (hash ^ static_cast<std::uint64_t>(place)) * 0x9e3779b97f4a7c15;
    return hash ^ (hash >> 29);
}

void add_column(std::uint64_t& sum, std::string_view column, std::string_view keys) {
    std::int64_t place = 0;
    for (std::size_t begin = 0; begin < keys.size(); ++place) {
        const auto end = std::min(keys.find(' ', begin), keys.size());
        sum += mixed(keys.substr(begin, end - begin), column, place);
        begin = end + 1;
    }
}

Sums sums_of(Transaction& tx, const char* make, const char* select) {
    tx.run(make);
    Sums sums;
    tx.each(select, [&](const Row& row) { sums[row.integer(1)] += mixed(row.view(0), row.view(2), row.integer(3)); });
    return sums;
}

bool differs(const Sums& sums, std::int64_t row, std::uint64_t sum) {
    const auto found = sums.find(row);
    return found == sums.end() || found->second != sum;
}

std::uint64_t sum_of(const Id& owner, std::string_view text) {
    const auto made = indexed(text);
    std::uint64_t sum = 0;
    add_column(sum, "words", made.words);
    add_column(sum, "stems", made.stems);
    add_column(sum, "owner", match::owner_word(owner));
    return sum;
}

std::uint64_t sum_of(const IndexedPassage& made) {
    std::uint64_t sum = 0;
    add_column(sum, "words", made.text.words);
    add_column(sum, "stems", made.text.stems);
    add_column(sum, "context", made.context);
    add_column(sum, "context_stems", made.context_stems);
    return sum;
}

void look_at_messages(Transaction& tx, std::vector<std::string>& found) {
    const auto sums =
        sums_of(tx, "CREATE VIRTUAL TABLE temp.message_words USING fts5vocab('main', 'message_search', 'instance')",
                "SELECT term, doc, col, offset FROM temp.message_words");
    tx.each(
        "SELECT m.created_row, c.owner_id, m.content, m.id FROM message_search s JOIN messages m ON m.created_row = "
        "s.rowid JOIN conversations c ON c.id = m.conversation_id WHERE s.rowid > 0",
        [&](const Row& row) {
            if (differs(sums, row.integer(0), sum_of(row.id(1), row.view(2))))
                found.push_back("message " + row.text(3));
        });
    tx.each(
        "SELECT -c.first_row, c.owner_id, c.title, c.id FROM message_search s JOIN conversations c ON c.first_row = "
        "-s.rowid WHERE s.rowid < 0",
        [&](const Row& row) {
            if (differs(sums, row.integer(0), sum_of(row.id(1), row.view(2))))
                found.push_back("title of " + row.text(3));
        });
}

void look_at_passages(Transaction& tx, std::vector<std::string>& found) {
    const auto sums =
        sums_of(tx, "CREATE VIRTUAL TABLE temp.passage_words USING fts5vocab('main', 'passage_search', 'instance')",
                "SELECT term, doc, col, offset FROM temp.passage_words");
    tx.each("SELECT p.row, p.text, p.context FROM passage_search s JOIN passages p ON p.row = s.rowid",
            [&](const Row& row) {
                if (differs(sums, row.integer(0), sum_of(indexed_passage(row.view(1), row.view(2)))))
                    found.push_back("passage " + std::to_string(row.integer(0)));
            });
}

}  // namespace

std::vector<std::string> texts_unlike_their_index(Transaction& tx) {
    std::vector<std::string> found;
    look_at_messages(tx, found);
    look_at_passages(tx, found);
    return found;
}

}  // namespace rustygpt::storage
