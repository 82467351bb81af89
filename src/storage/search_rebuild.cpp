#include "storage/search_rebuild.h"

#include <algorithm>
#include <array>

#include "storage/text_index.h"

namespace rustygpt::storage {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t bytes_at_once = 48 * 1'024;  // of a step's texts, but for a first that is longer
constexpr std::int64_t most_at_once = 256;
constexpr auto wanted_time = std::chrono::milliseconds(8);  // of the writer, for a step

// The texts of a step, and the row where the next one begins.
template <class Text>
struct Batch {
    std::vector<Text> texts;
    std::int64_t next = 0;
    std::size_t bytes = 0;

    // Whether this one is still for the same step.
    bool take(std::int64_t row, std::size_t size) {
        if (full || (!texts.empty() && bytes + size > bytes_at_once)) {
            if (!full) next = row;
            full = true;
            return false;
        }
        bytes += size;
        return true;
    }
    bool full = false;
};

struct MessageText {
    std::int64_t row = 0;  // of the index: a title's is negative
    Id owner;
    std::string title;     // of a title, as it was read
    bool about_itself = false;
    IndexedText made;
};

struct PassageText {
    std::int64_t row = 0;
    IndexedPassage made;
};

// What the built-in model said by itself, without a tool and without a search, was about itself.
constexpr const char* finished_messages =
    "SELECT m.created_row, c.owner_id, m.content, m.role = 'assistant' AND m.model = 'builtin' AND m.status = "
    "'completed' "
    "AND m.citations IS NULL AND EXISTS (SELECT 1 FROM traces t WHERE t.message_id = m.id AND t.trace NOT LIKE "
    "'%\"kind\":\"tool\"%' AND t.trace NOT LIKE '%\"kind\":\"retriever\"%') FROM messages m JOIN conversations c ON "
    "c.id = "
    "m.conversation_id WHERE m.created_row >= $1 AND m.created_row < $2 AND m.completed_at IS NOT NULL ORDER BY "
    "m.created_row LIMIT $3";

// Titles of these rows that were in the index: what was made from a prompt never is.
void read_titles(Transaction& tx, std::int64_t first, std::int64_t end, Batch<MessageText>& batch) {
    tx.each(
        "SELECT c.first_row, c.owner_id, c.title FROM conversations c WHERE c.first_row >= $1 AND c.first_row < $2 AND "
        "EXISTS (SELECT 1 FROM message_search_before s WHERE s.rowid = -c.first_row)",
        [&](const Row& row) {
            batch.texts.push_back({.row = -row.integer(0),
                                   .owner = row.id(1),
                                   .title = row.text(2),
                                   .about_itself = false,
                                   .made = indexed(row.view(2))});
        },
        first, end);
}

Batch<MessageText> read_messages(Transaction& tx, std::int64_t first, std::int64_t end, std::int64_t most) {
    Batch<MessageText> batch;
    std::int64_t last = first - 1;
    std::int64_t count = 0;
    tx.each(
        finished_messages,
        [&](const Row& row) {
            if (!batch.take(row.integer(0), row.view(2).size())) return;
            last = row.integer(0);
            ++count;
            batch.texts.push_back({.row = last,
                                   .owner = row.id(1),
                                   .title = {},
                                   .about_itself = row.flag(3),
                                   .made = indexed(row.view(2))});
        },
        first, end, most);
    if (!batch.full) batch.next = count == most ? last + 1 : end;
    read_titles(tx, first, batch.next, batch);
    return batch;
}

Batch<PassageText> read_passages(Transaction& tx, std::int64_t first, std::int64_t end, std::int64_t most) {
    Batch<PassageText> batch;
    std::int64_t last = first - 1;
    tx.each(
        "SELECT row, text, context FROM passages WHERE row >= $1 AND row < $2 ORDER BY row LIMIT $3",
        [&](const Row& row) {
            if (!batch.take(row.integer(0), row.view(1).size())) return;
            last = row.integer(0);
            batch.texts.push_back({.row = last, .made = indexed_passage(row.view(1), row.view(2))});
        },
        first, end, most);
    if (!batch.full) batch.next = std::ssize(batch.texts) == most ? last + 1 : end;
    return batch;
}

void go_on_from(Transaction& tx, const char* part, std::int64_t next) {
    tx.run("UPDATE search_rebuild SET next_row = $2 WHERE part = $1", part, next);
    tx.run("DELETE FROM search_rebuild WHERE part = $1 AND next_row >= end_row", part);
}

bool is_there(Transaction& tx, const MessageText& text) {
    const auto yes = [](const Row&) { return true; };
    if (text.row < 0)
        return tx.one("SELECT 1 FROM conversations WHERE first_row = $1 AND title = $2", yes, -text.row, text.title)
            .has_value();
    return tx.one("SELECT 1 FROM messages WHERE created_row = $1", yes, text.row).has_value();
}

// What was changed or deleted since it was read has been seen to by whoever did it.
void write_messages(Transaction& tx, const Batch<MessageText>& batch) {
    TextIndex index(tx);
    for (const auto& text : batch.texts) {
        if (text.about_itself) {
            tx.run("UPDATE messages SET about_itself = 1 WHERE created_row = $1", text.row);
        } else if (!index.has_message(text.row) && is_there(tx, text)) {
            index.add_message(text.row, text.owner, text.made);
        }
    }
    go_on_from(tx, "messages", batch.next);
}

void note_language(Transaction& tx, const PassageText& text) {
    tx.run(
        "UPDATE document_owners SET languages = languages | $2 WHERE (languages & $2) = 0 AND owner_id = (SELECT "
        "d.owner_id FROM passages p JOIN documents d ON d.id = p.document_id WHERE p.row = $1)",
        text.row, std::int64_t{words::only(text.made.text.language)});
}

void write_passages(Transaction& tx, const Batch<PassageText>& batch) {
    TextIndex index(tx);
    for (const auto& text : batch.texts) {
        const auto there = tx.one("SELECT 1 FROM passages WHERE row = $1", [](const Row&) { return true; }, text.row);
        if (!there || index.has_passage(text.row)) continue;
        index.add_passage(text.row, text.made);
        note_language(tx, text);
    }
    go_on_from(tx, "passages", batch.next);
}

// An index is dropped in one commit: its blocks go before, a few at a time. The first ten say how to open it.
bool clear_blocks(Transaction& tx) {
    constexpr std::array statements{
        "DELETE FROM message_search_before_data WHERE id IN (SELECT id FROM message_search_before_data WHERE id > 10 "
        "LIMIT 400)",
        "DELETE FROM message_search_before_content WHERE id IN (SELECT id FROM message_search_before_content LIMIT "
        "400)",
        "DELETE FROM message_search_before_docsize WHERE id IN (SELECT id FROM message_search_before_docsize LIMIT "
        "4000)",
        "DELETE FROM message_search_before_idx WHERE (segid, term) IN (SELECT segid, term FROM "
        "message_search_before_idx "
        "LIMIT 2000)",
        "DELETE FROM passage_search_before_data WHERE id IN (SELECT id FROM passage_search_before_data WHERE id > 10 "
        "LIMIT 400)",
        "DELETE FROM passage_search_before_docsize WHERE id IN (SELECT id FROM passage_search_before_docsize LIMIT "
        "4000)",
        "DELETE FROM passage_search_before_idx WHERE (segid, term) IN (SELECT segid, term FROM "
        "passage_search_before_idx "
        "LIMIT 2000)"};
    for (const auto* statement : statements)
        if (tx.run(statement) > 0) return true;
    return false;
}

void clear_before(Transaction& tx) {
    if (clear_blocks(tx)) return;
    tx.run("DROP TABLE message_search_before");
    tx.run("DROP TABLE passage_search_before");
    tx.run("DELETE FROM search_rebuild WHERE part = 'before'");
}

struct Part {
    std::string name;
    std::int64_t next = 0;
    std::int64_t end = 0;
};

// In the order of the alphabet 'before' would come first: it is the last.
std::optional<Part> next_part(Transaction& tx) {
    return tx.one("SELECT part, next_row, end_row FROM search_rebuild ORDER BY part = 'before', part LIMIT 1",
                  [](const Row& row) { return Part{row.text(0), row.integer(1), row.integer(2)}; });
}

}  // namespace

Task<bool> SearchRebuild::step() {
    const auto part = co_await database_.read(next_part, Operation::recover);
    if (!part) co_return false;
    if (part->name == "messages") co_await messages(part->next, part->end);
    else if (part->name == "passages") co_await passages(part->next, part->end);
    else co_await clear();
    co_return true;
}

Task<> SearchRebuild::messages(std::int64_t first, std::int64_t end) {
    auto reading = [=, most = at_once_](Transaction& tx) { return read_messages(tx, first, end, most); };
    const auto batch = co_await database_.read(std::move(reading), Operation::recover);
    auto writing = [&batch](Transaction& tx) {
        const auto began = SteadyClock::now();
        write_messages(tx, batch);
        return SteadyClock::now() - began;
    };
    learn(co_await database_.write(std::move(writing), Operation::recover));
    texts_ += std::ssize(batch.texts);
}

Task<> SearchRebuild::passages(std::int64_t first, std::int64_t end) {
    auto reading = [=, most = at_once_](Transaction& tx) { return read_passages(tx, first, end, most); };
    const auto batch = co_await database_.read(std::move(reading), Operation::recover);
    auto writing = [&batch](Transaction& tx) {
        const auto began = SteadyClock::now();
        write_passages(tx, batch);
        return SteadyClock::now() - began;
    };
    learn(co_await database_.write(std::move(writing), Operation::recover));
    texts_ += std::ssize(batch.texts);
}

Task<> SearchRebuild::clear() { co_await database_.write(clear_before, Operation::recover); }

void SearchRebuild::learn(SteadyClock::duration took) {
    if (took > wanted_time) at_once_ = std::max<std::int64_t>(1, at_once_ / 2);
    else if (took < wanted_time / 3) at_once_ = std::min(most_at_once, at_once_ * 2);
}

}  // namespace rustygpt::storage
