// What an answer may lean on: the results of tools above it in its thread.

#include "chat/earlier_results.h"
#include "storage/chat_rows.h"
#include "storage/chat_store.h"

namespace rustygpt::storage {
namespace {

constexpr int most_answers = 8;
constexpr int most_steps = 64;  // up the thread: prompts may follow prompts
// A longer trace is not read: it would keep a reader busy for the sake of one number. Nor is one before it: "that"
// would not mean what is there.
constexpr int most_characters = 1'000'000;

// Nearest first.
std::vector<Id> answers_above(Transaction& tx, const Id& answer_id) {
    std::vector<Id> answers;
    tx.each(
        "WITH RECURSIVE path (id, parent_id, role, steps) AS ("
        "  SELECT id, parent_id, role, 0 FROM messages WHERE id = $1"
        "  UNION ALL"
        "  SELECT m.id, m.parent_id, m.role, path.steps + 1 FROM messages m JOIN path ON m.id = path.parent_id"
        "  WHERE path.steps < $2)"
        " SELECT id FROM path WHERE role = 'assistant' AND steps > 0 ORDER BY steps LIMIT $3",
        [&](const Row& row) { answers.push_back(row.id(0)); }, answer_id, most_steps, most_answers);
    return answers;
}

using Results = std::vector<reasoning::EarlierResult>;

// Nothing where no tool has worked out anything for the answer.
std::optional<Results> results_for(Transaction& tx, const Id& answer_id) {
    const auto read = [](const Row& row) -> std::optional<Results> {
        if (row.null(0)) return Results();
        return chat::earlier_results_in(row.view(0));
    };
    return tx
        .one("SELECT CASE WHEN length(trace) <= $2 THEN trace END FROM traces WHERE message_id = $1", read, answer_id,
             most_characters)
        .value_or(std::nullopt);
}

Results earlier_in(Transaction& tx, const Id& answer_id) {
    for (const auto& id : answers_above(tx, answer_id))
        if (auto results = results_for(tx, id)) return std::move(*results);
    return {};
}

}  // namespace

Task<std::vector<reasoning::EarlierResult>> ChatStore::earlier_results(Id answer_id) {
    auto work = [answer_id](Transaction& tx) { return earlier_in(tx, answer_id); };
    co_return co_await database_.read(std::move(work), Operation::read);
}

}  // namespace rustygpt::storage
