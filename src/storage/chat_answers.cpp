// The life of an answer: deltas, steps, its end, and what a stopped process left.

#include "storage/chat_rows.h"
#include "storage/chat_store.h"
#include "storage/text_index.h"

namespace rustygpt::storage {
namespace {

using namespace chat_rows;

bool unfinished(Transaction& tx, const Id& message_id) {
    return tx
        .one(
            "SELECT 1 FROM messages WHERE id = $1 AND completed_at IS NULL", [](const Row&) { return true; },
            message_id)
        .has_value();
}

stream::Event event_of(const chat::AnswerRef& answer, std::int64_t row) {
    return {.row = row,
            .user_id = answer.user_id,
            .conversation_id = answer.head->conversation_id,
            .message_id = answer.head->message_id,
            .type = {}};
}

void index_answer(Transaction& tx, const Id& user_id, const chat::Message& answer) {
    const auto row = tx.one(
        "SELECT created_row FROM messages WHERE id = $1", [](const Row& found) { return found.integer(0); }, answer.id);
    TextIndex(tx).add_message(row.value(), user_id, indexed(answer.content));
}

bool finish_in(Transaction& tx, EventLog& log, const Id& user_id, chat::Message& answer,
               const std::optional<std::string>& trace) {
    if (!unfinished(tx, answer.id)) return false;
    const Time now = log.now();
    const auto row = log.next_row();
    answer.completed_at = now;
    std::optional<std::string> error;
    if (answer.error) error = dto::to_json(*answer.error);
    std::optional<std::string> citations;
    if (!answer.citations.empty()) citations = dto::to_json(answer.citations);
    tx.run(
        "UPDATE messages SET content = $2, reasoning = $3, status = $4, finish_reason = $5, error = $6, prompt_tokens "
        "= $7, "
        "completion_tokens = $8, next_sequence = $9, completed_at = $10, citations = $11, about_itself = $12 WHERE id "
        "= $1",
        answer.id, answer.content, answer.reasoning, boost::describe::enum_to_string(answer.status, ""),
        boost::describe::enum_to_string(answer.finish_reason.value(), ""), error, answer.usage.prompt_tokens,
        answer.usage.completion_tokens, answer.next_sequence, now, citations, answer.about_itself);
    tx.run("UPDATE conversations SET activity_row = $2, updated_at = $3, last_activity_at = $3 WHERE id = $1",
           answer.conversation_id, row, now);
    if (!answer.about_itself) index_answer(tx, user_id, answer);
    if (trace) tx.run("INSERT INTO traces (message_id, trace) VALUES ($1, $2)", answer.id, *trace);
    stream::Event event{.row = row,
                        .user_id = user_id,
                        .conversation_id = answer.conversation_id,
                        .message_id = answer.id,
                        .type = "message.done",
                        .payload = dto::to_json(chat::MessageDone{chat::without_text(answer)})};
    log.append(tx, std::move(event), now);
    return true;
}

std::vector<reasoning::Step> told_steps(Transaction& tx, const Id& conversation_id, const Id& message_id) {
    std::vector<reasoning::Step> steps;
    const auto keep = [&](const Row& row) {
        auto told = dto::from_json<chat::ReasoningStep>(parse_json(row.view(0)));
        steps.push_back(std::move(told.node));
    };
    tx.each(
        "SELECT content FROM events WHERE conversation_id = $1 AND message_id = $2 AND type = 'reasoning.step' "
        "ORDER BY row",
        keep, conversation_id, message_id);
    return steps;
}

struct Unfinished {
    Id owner;
    chat::Message message;
};

std::vector<chat::Leftover> leftovers_in(Transaction& tx) {
    std::vector<Unfinished> found;
    static const auto sql =
        select_messages("WHERE completed_at IS NULL AND status IN ('queued', 'streaming') ORDER BY created_row");
    tx.each(sql.c_str(), [&](const Row& row) { found.push_back({{}, message_from(row)}); });
    std::vector<chat::Leftover> leftovers;
    for (auto& [owner, message] : found) {
        owner = tx.one(
                      "SELECT owner_id FROM conversations WHERE id = $1", [](const Row& row) { return row.id(0); },
                      message.conversation_id)
                    .value();
        fill_text(tx, message);
        chat::Leftover left{.assignment = {.user_id = owner,
                                           .answer = message,
                                           .prompt = {},
                                           .history = {},
                                           .tools = tools_of(tx, message.id)},
                            .begun = message.next_sequence > 0,
                            .steps = {}};
        if (left.begun) left.steps = told_steps(tx, message.conversation_id, message.id);
        if (const auto prompt = message_in(tx, message.conversation_id, message.parent_id.value_or(message.id))) {
            left.assignment.prompt = prompt->content;
            left.assignment.history = turns_down_to(tx, prompt->parent_id);
        }
        leftovers.push_back(std::move(left));
    }
    return leftovers;
}

}  // namespace

Task<bool> ChatStore::append_delta(chat::AnswerRef answer, std::int64_t sequence, std::string content,
                                   std::string reasoning) {
    auto work = [this, answer, sequence, content = std::move(content),
                 reasoning = std::move(reasoning)](Transaction& tx) {
        if (!unfinished(tx, answer.head->message_id)) return false;
        if (sequence == 0) tx.run("UPDATE messages SET status = 'streaming' WHERE id = $1", answer.head->message_id);
        auto event = event_of(answer, log_.next_row());
        event.type = "message.delta";
        event.head = answer.head;
        event.sequence_from = event.sequence_to = sequence;
        event.content = content;
        event.reasoning = reasoning;
        log_.append(tx, std::move(event), log_.now());
        return true;
    };
    co_return co_await database_.write(std::move(work), Operation::append);
}

Task<bool> ChatStore::append_step(chat::AnswerRef answer, reasoning::Step step) {
    auto payload =
        dto::to_json(chat::ReasoningStep{answer.head->conversation_id, answer.head->message_id, std::move(step)});
    co_return co_await append_payload(std::move(answer), "reasoning.step", std::move(payload));
}

Task<bool> ChatStore::append_position(chat::AnswerRef answer, std::int64_t position) {
    auto payload = dto::to_json(chat::MessageQueued{answer.head->conversation_id, answer.head->message_id, position});
    co_return co_await append_payload(std::move(answer), "message.queued", std::move(payload));
}

Task<bool> ChatStore::append_payload(chat::AnswerRef answer, std::string type, std::string payload) {
    auto work = [this, answer = std::move(answer), type = std::move(type),
                 payload = std::move(payload)](Transaction& tx) {
        if (!unfinished(tx, answer.head->message_id)) return false;
        auto event = event_of(answer, log_.next_row());
        event.type = type;
        event.payload = payload;
        log_.append(tx, std::move(event), log_.now());
        return true;
    };
    co_return co_await database_.write(std::move(work), Operation::append);
}

Task<bool> ChatStore::finish(Id user_id, chat::Message answer, std::optional<reasoning::Trace> trace) {
    std::optional<std::string> text;
    if (trace) text = dto::to_json(*trace);
    auto work = [this, user_id, answer = std::move(answer), text = std::move(text)](Transaction& tx) mutable {
        return finish_in(tx, log_, user_id, answer, text);
    };
    co_return co_await database_.write(std::move(work), Operation::finish);
}

Task<std::vector<Id>> ChatStore::disabled_among(std::vector<Id> users) {
    auto work = [users = std::move(users)](Transaction& tx) {
        std::vector<Id> disabled;
        for (const auto& user : users)
            if (tx.one("SELECT 1 FROM users WHERE id = $1 AND disabled <> 0", [](const Row&) { return true; }, user))
                disabled.push_back(user);
        return disabled;
    };
    co_return co_await database_.read(std::move(work), Operation::poll);
}

Task<std::vector<chat::Leftover>> ChatStore::leftovers() {
    co_return co_await database_.read(leftovers_in, Operation::recover);
}

}  // namespace rustygpt::storage
