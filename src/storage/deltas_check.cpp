#include "storage/deltas_check.h"

namespace rustygpt::storage {
namespace {

// What the log still has of one answer.
struct Deltas {
    std::string message_id{};
    std::int64_t first = 0;
    std::int64_t next = 0;
    bool whole = true;  // no hole between first and next
    std::string content{};
    std::string reasoning{};
};

struct Stored {
    std::string content;
    std::string reasoning;
    std::int64_t next_sequence;
    bool finished;
};

bool agree(const Stored& stored, const Deltas& deltas) {
    if (!deltas.whole) return false;
    // Until an answer ends its text is nowhere else, so nothing of it may have gone.
    if (!stored.finished) return deltas.first == 0 && stored.content.empty() && stored.reasoning.empty();
    if (stored.next_sequence != deltas.next) return false;
    if (deltas.first == 0) return stored.content == deltas.content && stored.reasoning == deltas.reasoning;
    // The log forgets from the front.
    return stored.content.ends_with(deltas.content) && stored.reasoning.ends_with(deltas.reasoning);
}

bool agree(Transaction& tx, const Deltas& deltas) {
    const auto stored = tx.one(
        "SELECT content, reasoning, next_sequence, completed_at IS NOT NULL FROM messages WHERE id = $1",
        [](const Row& row) { return Stored{row.text(0), row.text(1), row.integer(2), row.flag(3)}; },
        deltas.message_id);
    return stored && agree(*stored, deltas);
}

}  // namespace

std::vector<std::string> answers_unlike_their_deltas(Transaction& tx) {
    std::vector<std::string> found;
    Deltas current;
    const auto close = [&] {
        if (!current.message_id.empty() && !agree(tx, current)) found.push_back(current.message_id);
    };
    tx.each(
        "SELECT message_id, sequence, content, reasoning FROM events WHERE sequence IS NOT NULL "
        "ORDER BY message_id, sequence",
        [&](const Row& row) {
            const auto sequence = row.integer(1);
            if (row.view(0) != current.message_id) {
                close();
                current = {.message_id = row.text(0), .first = sequence, .next = sequence};
            }
            current.whole &= sequence == current.next;
            current.next = sequence + 1;
            current.content += row.view(2);
            current.reasoning += row.view(3);
        });
    close();
    return found;
}

}  // namespace rustygpt::storage
