// Prompts and pending answers: one transaction stores both, their events and the key that makes a retry harmless.

#include <array>

#include "storage/chat_rows.h"
#include "storage/chat_store.h"
#include "storage/text_index.h"

namespace rustygpt::storage {
namespace {

using namespace chat_rows;
using chat::Message;
using chat::Submission;

constexpr std::chrono::hours retry_window{24};

// Where a new message goes.
struct Place {
    Id conversation_id;
    bool conversation_created = false;
    std::optional<Message> parent;
    std::optional<Id> edited_from;
};

[[noreturn]] void in_progress(const Id& answer) {
    throw Failure(Failure::Kind::answer_in_progress, "That message is still being answered.",
                  {{"message_id", answer.text()}});
}

// The unfinished answer to a prompt, where there is one.
std::optional<Id> pending_answer_to(Transaction& tx, const Id& prompt_id) {
    return tx.one(
        "SELECT id FROM messages WHERE completed_at IS NULL AND status IN ('queued', 'streaming') AND parent_id = $1",
        [](const Row& row) { return row.id(0); }, prompt_id);
}

void require_finished(Transaction& tx, const Message& parent) {
    if (!chat::finished(parent.status)) in_progress(parent.id);
    if (parent.role != reasoning::Role::user) return;
    if (const auto answer = pending_answer_to(tx, parent.id)) in_progress(*answer);
}

std::optional<Message> last_message(Transaction& tx, const Id& conversation_id) {
    static const auto sql = select_messages("WHERE conversation_id = $1 ORDER BY created_row DESC LIMIT 1");
    return tx.one(sql.c_str(), message_from, conversation_id);
}

std::optional<Message> parent_for(Transaction& tx, const chat::NewPrompt& prompt, const Id& conversation_id) {
    if (!prompt.parent_id) return prompt.reply ? last_message(tx, conversation_id) : std::nullopt;
    auto parent = message_in(tx, conversation_id, *prompt.parent_id);
    if (!parent) throw Failure::invalid("body", "/parent_id", "is no message of this conversation");
    return parent;
}

Place place_of(Transaction& tx, const chat::NewPrompt& prompt) {
    if (prompt.parent_id && prompt.edits)
        throw Failure::invalid("body", "/edits", "can't be given together with parent_id");
    if (!prompt.conversation_id) {
        if (prompt.parent_id) throw Failure::invalid("body", "/parent_id", "needs a conversation_id");
        if (prompt.edits) throw Failure::invalid("body", "/edits", "needs a conversation_id");
        return {.conversation_id = new_id(), .conversation_created = true, .parent = {}, .edited_from = {}};
    }
    Place place{.conversation_id = *prompt.conversation_id, .parent = {}, .edited_from = {}};
    require_owner(tx, prompt.user_id, place.conversation_id);
    if (prompt.edits) {
        const auto edited = message_in(tx, place.conversation_id, *prompt.edits);
        if (!edited || edited->role != reasoning::Role::user)
            throw Failure::invalid("body", "/edits", "is no user message of this conversation");
        place.edited_from = edited->id;
        if (edited->parent_id) place.parent = message_in(tx, place.conversation_id, *edited->parent_id);
    } else {
        place.parent = parent_for(tx, prompt, place.conversation_id);
    }
    if (place.parent) require_finished(tx, *place.parent);
    return place;
}

Message new_message(const Place& place, reasoning::Role role, Time now) {
    Message message;
    message.id = new_id();
    message.conversation_id = place.conversation_id;
    message.root_id = place.parent ? place.parent->root_id : message.id;
    if (place.parent) message.parent_id = place.parent->id;
    message.depth = place.parent ? place.parent->depth + 1 : 0;
    message.edited_from = place.edited_from;
    message.role = role;
    message.created_at = now;
    return message;
}

Message pending_answer(const Message& prompt, const std::string& model, const chat::Parameters& parameters, Time now) {
    Message answer;
    answer.id = new_id();
    answer.conversation_id = prompt.conversation_id;
    answer.root_id = prompt.root_id;
    answer.parent_id = prompt.id;
    answer.depth = prompt.depth + 1;
    answer.role = reasoning::Role::assistant;
    answer.status = chat::Status::queued;
    answer.model = model;
    answer.parameters = parameters;
    answer.created_at = now;
    return answer;
}

stream::Event event_of(const Id& user_id, const Message& message, std::int64_t row) {
    return {.row = row,
            .user_id = user_id,
            .conversation_id = message.conversation_id,
            .message_id = message.id,
            .type = "message.new",
            .payload = R"({"message":)" + dto::to_json(message) + "}"};
}

stream::Event thread_event(const Id& user_id, const Message& prompt, std::int64_t row, Time now) {
    stream::Event event{.row = row, .user_id = user_id, .conversation_id = prompt.conversation_id, .type = {}};
    if (prompt.parent_id) {
        event.type = "thread.activity";
        event.payload = dto::to_json(chat::ThreadActivity{prompt.conversation_id, prompt.root_id, now});
    } else {
        const chat::ThreadSummary summary{.root_id = prompt.id,
                                          .root_excerpt = chat::excerpt(prompt.content),
                                          .root_author = user_id,
                                          .created_at = now,
                                          .last_activity_at = now,
                                          .message_count = 2,
                                          .participant_count = 1};
        event.type = "thread.new";
        event.payload = dto::to_json(chat::ThreadNew{prompt.conversation_id, prompt.id, summary});
    }
    return event;
}

void insert_conversation(Transaction& tx, const chat::NewPrompt& prompt, const Id& id, std::int64_t row, Time now) {
    const auto title = prompt.title ? *prompt.title : chat::title_from(prompt.prompt);
    tx.run(
        "INSERT INTO conversations (id, owner_id, title, message_count, first_row, activity_row, created_at, "
        "updated_at, "
        "last_activity_at) VALUES ($1, $2, $3, 2, $4, $4, $5, $5, $5)",
        id, prompt.user_id, title, row, now);
    // A title that was made from the prompt adds no words to what the prompt is found by.
    if (prompt.title) TextIndex(tx).add_message(-row, prompt.user_id, indexed(title));
}

void note_activity(Transaction& tx, const Id& conversation_id, std::int64_t messages, std::int64_t row, Time now) {
    tx.run(
        "UPDATE conversations SET message_count = message_count + $2, activity_row = $3, updated_at = $4, "
        "last_activity_at = $4 WHERE id = $1",
        conversation_id, messages, row, now);
}

struct Kept {
    std::string digest;
    Id message_id;
    bool created;
    std::int64_t before_row;
    Time at;
};

// The first answer to this very request, where it was made within the window.
std::optional<Submission> earlier(Transaction& tx, const Id& user_id, const std::optional<RetryKey>& retry, Time now) {
    if (!retry) return std::nullopt;
    const auto kept = tx.one(
        "SELECT request_digest, message_id, created, before_row, created_at FROM idempotency_keys "
        "WHERE user_id = $1 AND route = $2 AND key = $3",
        [](const Row& row) { return Kept{row.text(0), row.id(1), row.flag(2), row.integer(3), row.time(4)}; }, user_id,
        retry->route, retry->key);
    if (!kept) return std::nullopt;
    if (now - kept->at >= retry_window) {
        tx.run("DELETE FROM idempotency_keys WHERE user_id = $1 AND route = $2 AND key = $3", user_id, retry->route,
               retry->key);
        return std::nullopt;
    }
    if (kept->digest != retry->request_digest)
        throw Failure(Failure::Kind::idempotency_key_reused, "This Idempotency-Key belongs to another request.");
    auto answer = visible_message(tx, user_id, kept->message_id);
    const Id prompt_id = answer.parent_id.value_or(answer.id);
    return Submission{.replayed = true,
                      .conversation_created = kept->created,
                      .before_row = kept->before_row,
                      .prompt_id = prompt_id,
                      .answer = std::move(answer)};
}

void keep(Transaction& tx, const Id& user_id, const std::optional<RetryKey>& retry, const Submission& submission,
          Time now) {
    if (!retry) return;
    tx.run(
        "INSERT INTO idempotency_keys (user_id, route, key, request_digest, message_id, created, before_row, "
        "created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        user_id, retry->route, retry->key, retry->request_digest, submission.answer.id, submission.conversation_created,
        submission.before_row, now);
}

Submission submit_in(Transaction& tx, EventLog& log, const chat::NewPrompt& asked) {
    const Time now = log.now();
    if (auto found = earlier(tx, asked.user_id, asked.retry, now)) return std::move(*found);
    const Place place = place_of(tx, asked);

    Message prompt = new_message(place, reasoning::Role::user, now);
    prompt.author_id = asked.user_id;
    prompt.content = asked.prompt;
    prompt.status = chat::Status::completed;
    prompt.completed_at = now;
    Message answer = pending_answer(prompt, asked.options.model, asked.options.parameters, now);

    const std::array rows{log.next_row(), log.next_row(), log.next_row()};
    if (place.conversation_created) insert_conversation(tx, asked, place.conversation_id, rows[0], now);
    else note_activity(tx, place.conversation_id, 2, rows[0], now);
    insert_message(tx, prompt, nullptr, rows[1]);
    insert_message(tx, answer, &asked.options.tools, rows[2]);
    TextIndex(tx).add_message(rows[1], asked.user_id, indexed(prompt.content));
    std::vector<stream::Event> events{thread_event(asked.user_id, prompt, rows[0], now),
                                      event_of(asked.user_id, prompt, rows[1]),
                                      event_of(asked.user_id, answer, rows[2])};
    log.append(tx, std::move(events), now);

    chat::Assignment work{.user_id = asked.user_id,
                          .answer = answer,
                          .prompt = asked.prompt,
                          .history = turns_down_to(tx, prompt.parent_id),
                          .tools = asked.options.tools};
    Submission submission{.conversation_created = place.conversation_created,
                          .before_row = rows[0] - 1,
                          .prompt_id = prompt.id,
                          .answer = std::move(answer),
                          .work = std::move(work)};
    keep(tx, asked.user_id, asked.retry, submission, now);
    return submission;
}

Submission regenerate_in(Transaction& tx, EventLog& log, const chat::NewAnswer& asked) {
    const Time now = log.now();
    if (auto found = earlier(tx, asked.user_id, asked.retry, now)) return std::move(*found);
    const Message before = visible_message(tx, asked.user_id, asked.message_id);
    if (before.role != reasoning::Role::assistant || !before.parent_id)
        throw Failure(Failure::Kind::validation_failed, "Only an answer can be made again.");
    if (!chat::finished(before.status)) in_progress(before.id);
    if (const auto pending = pending_answer_to(tx, *before.parent_id)) in_progress(*pending);
    const auto prompt = message_in(tx, before.conversation_id, *before.parent_id);
    if (!prompt) throw Failure::not_found();

    const auto tools = asked.tools ? *asked.tools : tools_of(tx, before.id);
    Message answer =
        pending_answer(*prompt, asked.model ? *asked.model : before.model.value_or(""),
                       asked.parameters ? *asked.parameters : before.parameters.value_or(chat::Parameters{}), now);
    const std::array rows{log.next_row(), log.next_row()};
    note_activity(tx, answer.conversation_id, 1, rows[0], now);
    insert_message(tx, answer, &tools, rows[1]);
    stream::Event activity{.row = rows[0],
                           .user_id = asked.user_id,
                           .conversation_id = answer.conversation_id,
                           .type = "thread.activity",
                           .payload = dto::to_json(chat::ThreadActivity{answer.conversation_id, answer.root_id, now})};
    std::vector<stream::Event> events{std::move(activity), event_of(asked.user_id, answer, rows[1])};
    log.append(tx, std::move(events), now);

    chat::Assignment work{.user_id = asked.user_id,
                          .answer = answer,
                          .prompt = prompt->content,
                          .history = turns_down_to(tx, prompt->parent_id),
                          .tools = tools};
    Submission submission{
        .before_row = rows[0] - 1, .prompt_id = prompt->id, .answer = std::move(answer), .work = std::move(work)};
    keep(tx, asked.user_id, asked.retry, submission, now);
    return submission;
}

}  // namespace

Task<Submission> ChatStore::submit(chat::NewPrompt prompt) {
    auto work = [this, prompt = std::move(prompt)](Transaction& tx) { return submit_in(tx, log_, prompt); };
    co_return co_await database_.write(std::move(work), Operation::submit);
}

Task<Submission> ChatStore::regenerate(chat::NewAnswer answer) {
    auto work = [this, answer = std::move(answer)](Transaction& tx) { return regenerate_in(tx, log_, answer); };
    co_return co_await database_.write(std::move(work), Operation::submit);
}

}  // namespace rustygpt::storage
