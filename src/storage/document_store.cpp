// Documents: their life from the upload to the last trace of them.

#include "storage/document_store.h"

#include <algorithm>

#include "storage/document_rows.h"
#include "storage/text_index.h"

namespace rustygpt::storage {
namespace {

using namespace document_rows;
using documents::Document;
using documents::NewDocument;
using documents::Status;

constexpr std::chrono::hours retry_window{24};
constexpr std::int64_t swept_at_once = 128;       // passages
constexpr int seconds_to_make_room = 3'600;       // a guess: only deleting helps

void forget_key(Transaction& tx, const Id& user_id, const RetryKey& retry) {
    tx.run("DELETE FROM idempotency_keys WHERE user_id = $1 AND route = $2 AND key = $3", user_id, retry.route,
           retry.key);
}

struct Kept {
    std::string digest;
    Id document_id;
    Time at;
};

std::optional<Kept> kept_key(Transaction& tx, const Id& user_id, const std::optional<RetryKey>& retry) {
    if (!retry) return std::nullopt;
    auto kept = tx.one(
        "SELECT request_digest, message_id, created_at FROM idempotency_keys WHERE user_id = $1 AND route = $2 AND key "
        "= $3",
        [](const Row& row) { return Kept{row.text(0), row.id(1), row.time(2)}; }, user_id, retry->route, retry->key);
    if (kept && SystemClock().now() - kept->at < retry_window) return kept;
    return std::nullopt;
}

std::optional<Document> earlier(Transaction& tx, const Id& user_id, const std::optional<RetryKey>& retry) {
    const auto kept = kept_key(tx, user_id, retry);
    if (!kept) return std::nullopt;
    if (kept->digest != retry->request_digest)
        throw Failure(Failure::Kind::idempotency_key_reused, "This Idempotency-Key belongs to another request.");
    return visible_document(tx, user_id, kept->document_id);
}

void require_room(Transaction& tx, const Id& user_id, std::int64_t bytes, const documents::Quota& quota) {
    struct Held {
        std::int64_t documents;
        std::int64_t bytes;
    };
    const auto held = tx.one(
                            "SELECT count(*), coalesce(sum(bytes), 0) FROM documents WHERE owner_id = $1",
                            [](const Row& row) { return Held{row.integer(0), row.integer(1)}; }, user_id)
                          .value();
    const auto full = [](std::string_view what, std::int64_t most) {
        auto failure = Failure::busy(Failure::Kind::quota_exceeded,
                                     "There is no room for this document. Delete others first.", seconds_to_make_room);
        failure.details["quota"] = what;
        failure.details["most"] = most;
        return failure;
    };
    if (held.documents >= quota.documents) throw full("documents", quota.documents);
    if (held.bytes + bytes > quota.bytes) throw full("bytes", quota.bytes);
}

documents::Added add_in(Transaction& tx, const NewDocument& asked) {
    if (auto found = earlier(tx, asked.user_id, asked.retry)) return {.document = std::move(*found), .replayed = true};
    require_room(tx, asked.user_id, asked.bytes, asked.quota);
    const Time now = SystemClock().now();
    const auto first_row = take_rows(tx, asked.user_id, asked.passages);
    Document document{.id = new_id(),
                      .title = asked.title,
                      .media_type = std::string(documents::media_type_of(asked.format)),
                      .status = Status::processing,
                      .bytes = asked.bytes,
                      .characters = asked.characters,
                      .passages = asked.passages,
                      .created_at = now,
                      .updated_at = now};
    tx.run(
        "INSERT INTO documents (id, owner_id, title, format, status, bytes, characters, words, first_row, end_row, "
        "created_at, updated_at, content) VALUES ($1, $2, $3, $4, 'processing', $5, $6, $7, $8, $9, $10, $10, $11)",
        document.id, asked.user_id, asked.title, boost::describe::enum_to_string(asked.format, ""), asked.bytes,
        asked.characters, asked.words, first_row, first_row + asked.passages, now, asked.content);
    if (asked.retry) {
        forget_key(tx, asked.user_id, *asked.retry);  // one past its window
        tx.run(
            "INSERT INTO idempotency_keys (user_id, route, key, request_digest, message_id, created, before_row, "
            "created_at) VALUES ($1, $2, $3, $4, $5, 0, 0, $6)",
            asked.user_id, asked.retry->route, asked.retry->key, asked.retry->request_digest, document.id, now);
    }
    return {.document = std::move(document), .first_row = first_row};
}

// The title of a document that is being indexed at these rows; nothing where it has gone or begun again elsewhere.
std::optional<std::string> title_at(Transaction& tx, const Id& document_id, std::int64_t row) {
    return tx.one(
        "SELECT title FROM documents WHERE id = $1 AND status = 'processing' AND $2 >= first_row AND $2 < end_row",
        [](const Row& found) { return found.text(0); }, document_id, row);
}

void index_in(Transaction& tx, const Id& document_id, std::int64_t row, std::int64_t ordinal,
              const std::vector<documents::PassageText>& passages) {
    const auto title = title_at(tx, document_id, row);
    if (!title) return;
    TextIndex index(tx);
    words::Languages languages = 0;
    for (const auto& [passage, text] : passages) {
        const auto context = passage.context.empty() ? *title : *title + " > " + passage.context;
        tx.run(
            "INSERT INTO passages (row, document_id, ordinal, start_point, end_point, context, text) VALUES ($1, $2, "
            "$3, $4, $5, $6, $7)",
            row, document_id, ordinal, passage.start, passage.end, context, text);
        const auto made = indexed_passage(text, context);
        index.add_passage(row, made);
        languages |= words::only(made.text.language);
        ++row;
        ++ordinal;
    }
    tx.run(
        "UPDATE document_owners SET languages = languages | $2 WHERE owner_id = (SELECT owner_id FROM documents WHERE "
        "id = $1)",
        document_id, std::int64_t{languages});
}

// Ready documents alone count in the statistics that their owner's passages are ranked with.
void count_in(Transaction& tx, const Id& document_id, std::string_view status, int sign) {
    tx.run(
        "UPDATE document_owners SET passages = passages + $3 * d.its_passages, words = words + $3 * d.its_words "
        "FROM (SELECT owner_id AS owner, end_row - first_row AS its_passages, words AS its_words FROM documents WHERE "
        "id = $1 AND status = $2) d WHERE owner_id = d.owner",
        document_id, status, sign);
}

std::optional<Document> settle_in(Transaction& tx, const Id& document_id, Status status,
                                  const std::optional<std::string>& error) {
    if (status == Status::ready) count_in(tx, document_id, "processing", 1);
    tx.run("UPDATE documents SET status = $2, error = $3, updated_at = $4 WHERE id = $1 AND status = 'processing'",
           document_id, boost::describe::enum_to_string(status, ""), error, SystemClock().now());
    static const auto sql = select_documents("WHERE id = $1");
    return tx.one(sql.c_str(), document_from, document_id);
}

void leave_rows(Transaction& tx, const Id& document_id) {
    tx.run(
        "INSERT INTO passage_leftovers (first_row, end_row) SELECT first_row, end_row FROM documents WHERE id = $1 AND "
        "end_row > first_row",
        document_id);
}

std::optional<std::int64_t> begin_again_in(Transaction& tx, const Id& document_id, std::int64_t passages,
                                           std::int64_t words) {
    const auto owner = tx.one(
        "SELECT owner_id FROM documents WHERE id = $1 AND status = 'processing'",
        [](const Row& row) { return row.id(0); }, document_id);
    if (!owner) return std::nullopt;
    leave_rows(tx, document_id);
    const auto first_row = take_rows(tx, *owner, passages);
    tx.run("UPDATE documents SET first_row = $2, end_row = $3, words = $4 WHERE id = $1", document_id, first_row,
           first_row + passages, words);
    return first_row;
}

void take_out(Transaction& tx, const RowRange& rows) {
    TextIndex index(tx);
    tx.each(
        "SELECT row, text, context FROM passages WHERE row >= $1 AND row < $2",
        [&](const Row& row) { index.remove_passage(row.integer(0), row.view(1), row.view(2)); }, rows.first, rows.end);
}

bool sweep_in(Transaction& tx) {
    struct Left {
        std::int64_t first;
        std::int64_t end;
    };
    const auto left = tx.one("SELECT first_row, end_row FROM passage_leftovers ORDER BY first_row LIMIT 1",
                             [](const Row& row) { return Left{row.integer(0), row.integer(1)}; });
    if (!left) return false;
    const auto end = std::min(left->end, left->first + swept_at_once);
    take_out(tx, {.first = left->first, .end = end});
    tx.run("DELETE FROM passages WHERE row >= $1 AND row < $2", left->first, end);
    tx.run("DELETE FROM passage_leftovers WHERE first_row = $1", left->first);
    if (end < left->end) tx.run("INSERT INTO passage_leftovers (first_row, end_row) VALUES ($1, $2)", end, left->end);
    return true;
}

void remove_in(Transaction& tx, const Id& user_id, const Id& document_id) {
    if (!visible_document(tx, user_id, document_id)) throw Failure::not_found();
    leave_rows(tx, document_id);
    count_in(tx, document_id, "ready", -1);
    tx.run("DELETE FROM idempotency_keys WHERE user_id = $1 AND message_id = $2", user_id, document_id);
    tx.run("DELETE FROM documents WHERE id = $1", document_id);
}

std::vector<documents::Unfinished> unfinished_in(Transaction& tx) {
    std::vector<documents::Unfinished> left;
    tx.each("SELECT id, format, content FROM documents WHERE status = 'processing' ORDER BY first_row",
            [&](const Row& row) { left.push_back({row.id(0), format_from(row.text(1)), row.text(2)}); });
    return left;
}

}  // namespace

Task<std::optional<Document>> DocumentStore::expect(Id user_id, std::optional<RetryKey> retry, std::int64_t bytes,
                                                    documents::Quota quota) {
    auto work = [=](Transaction& tx) {
        auto found = earlier(tx, user_id, retry);
        if (!found) require_room(tx, user_id, bytes, quota);
        return found;
    };
    co_return co_await database_.read(std::move(work), Operation::document);
}

Task<documents::Added> DocumentStore::add(NewDocument document) {
    auto work = [document = std::move(document)](Transaction& tx) { return add_in(tx, document); };
    co_return co_await database_.write(std::move(work), Operation::document);
}

Task<> DocumentStore::index(Id document_id, std::int64_t first_row, std::int64_t first_ordinal,
                            std::vector<documents::PassageText> passages) {
    auto work = [=, passages = std::move(passages)](Transaction& tx) {
        index_in(tx, document_id, first_row, first_ordinal, passages);
    };
    co_await database_.write(std::move(work), Operation::document);
}

Task<std::optional<Document>> DocumentStore::settle(Id document_id, Status status, std::optional<std::string> error) {
    auto work = [=](Transaction& tx) { return settle_in(tx, document_id, status, error); };
    co_return co_await database_.write(std::move(work), Operation::document);
}

Task<std::vector<documents::Unfinished>> DocumentStore::unfinished() {
    co_return co_await database_.read(unfinished_in, Operation::recover);
}

Task<std::optional<std::int64_t>> DocumentStore::begin_again(Id document_id, std::int64_t passages,
                                                             std::int64_t words) {
    auto work = [=](Transaction& tx) { return begin_again_in(tx, document_id, passages, words); };
    co_return co_await database_.write(std::move(work), Operation::recover);
}

Task<bool> DocumentStore::sweep() { co_return co_await database_.write(sweep_in, Operation::prune); }

Task<> DocumentStore::remove(Id user_id, Id document_id) {
    auto work = [=](Transaction& tx) { remove_in(tx, user_id, document_id); };
    co_await database_.write(std::move(work), Operation::document);
}

}  // namespace rustygpt::storage
