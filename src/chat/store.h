#pragma once

// What the chat needs from storage. Each writing call is one durable commit: it returns when nothing of it can be
// lost any more, and the events that belong to it are in the log by then.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/caller.h"
#include "base/retry_key.h"
#include "base/task.h"
#include "chat/message.h"
#include "chat/stored_trace.h"
#include "stream/event.h"

namespace rustygpt::chat {

// What an answer is to be made with.
struct AnswerOptions {
    std::string model;
    reasoning::ToolChoice tools;
    Parameters parameters;
};

struct NewPrompt {
    Id user_id;
    std::optional<Caller> caller{};  // by session or token
    std::optional<Id> conversation_id;
    bool reply = false;  // an absent parent means the leaf made last; else it means a new thread
    std::optional<Id> parent_id;
    std::optional<Id> edits;
    std::optional<std::string> title;
    std::string prompt;
    AnswerOptions options;
    std::optional<RetryKey> retry;
    std::string trace_id{};  // of the request
};

struct NewAnswer {
    Id user_id;
    std::optional<Caller> caller{};  // by session or token
    Id message_id;  // the answer to be made again
    std::optional<std::string> model;
    std::optional<reasoning::ToolChoice> tools;
    std::optional<Parameters> parameters;
    std::optional<RetryKey> retry;
    std::string trace_id{};  // of the request
};

// What the events of a running answer have in common.
struct AnswerRef {
    Id user_id;
    std::shared_ptr<const stream::DeltaHead> head;
};

// An answer that is to be worked on.
struct Assignment {
    Id user_id;
    Message answer;  // status queued, no text
    std::string prompt;
    std::vector<reasoning::Turn> history;
    reasoning::ToolChoice tools;
    // Whose session or token the prompt came with: known to the process that took it, not to one that takes it up
    // later.
    std::optional<Caller> caller{};
    std::string trace_id{};  // of the request that asked, for log records
    std::chrono::steady_clock::time_point accepted_at = std::chrono::steady_clock::now();
};

struct Submission {
    bool replayed = false;
    bool conversation_created = false;
    std::int64_t before_row = 0;  // of the event before the prompt's first
    Id prompt_id;
    Message answer;  // as it is now
    std::optional<Assignment> work{};  // not where replayed
};

// An answer that a stopped process left unfinished.
struct Leftover {
    Assignment assignment;
    bool begun = false;  // some of its text was streamed
    std::vector<reasoning::Step> steps;  // where it had begun: what was told of them, in that order
};

struct ConversationChange {
    std::optional<std::string> title;
    std::optional<bool> archived;
};

enum class Archived { no, yes, all };

struct ConversationQuery {
    std::string search;  // empty: all
    Archived archived = Archived::no;
    std::int64_t limit = 50;
    std::optional<std::string> cursor;
};

struct ConversationList {
    std::vector<ConversationSummary> conversations;
    std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ConversationList, (), (conversations, next_cursor))

struct MessageQuery {
    std::int64_t limit = 50;
    std::optional<std::string> cursor;
};

struct ConversationPage {
    Conversation conversation;
    std::string etag;  // quotes included
};

struct WholeConversation {
    Conversation conversation;
    std::vector<StoredTrace> traces;  // in the order of their answers
};

// Absent and foreign things are Failure{not_found} everywhere.
class Store {
public:
    virtual ~Store() = default;

    // Failure{answer_in_progress}, {validation_failed} for a wrong parent, {idempotency_key_reused}.
    virtual Task<Submission> submit(NewPrompt prompt) = 0;
    virtual Task<Submission> regenerate(NewAnswer answer) = 0;

    // The life of an answer. Each does nothing, and returns false, where the answer is finished or gone.
    virtual Task<bool> append_delta(AnswerRef answer, std::int64_t sequence, std::string content,
                                    std::string reasoning) = 0;
    virtual Task<bool> append_step(AnswerRef answer, reasoning::Step step) = 0;
    // The answer waits for its model; position counts from 1.
    virtual Task<bool> append_position(AnswerRef answer, std::int64_t position) = 0;
    // `answer` carries its final text, status, finish_reason, error, usage and next_sequence; trace: nothing where no
    // step of it ever began.
    virtual Task<bool> finish(Id user_id, Message answer, std::optional<reasoning::Trace> trace) = 0;
    virtual Task<std::vector<Leftover>> leftovers() = 0;
    // What tools have worked out for the nearest of the answers above this one that has such results; it looks at the
    // nearest 8.
    virtual Task<std::vector<reasoning::EarlierResult>> earlier_results(Id answer_id) = 0;
    // Those of the users who may do nothing any more.
    virtual Task<std::vector<Id>> disabled_among(std::vector<Id> users) = 0;

    virtual Task<ConversationList> list(Id user_id, ConversationQuery query) = 0;
    virtual Task<ConversationPage> conversation(Id user_id, Id conversation_id, MessageQuery query) = 0;
    // Every message, oldest first, and no cursors.
    virtual Task<WholeConversation> whole(Id user_id, Id conversation_id) = 0;
    virtual Task<MessageWithCursor> message(Id user_id, Id message_id) = 0;
    // How an answer was made. Failure{answer_in_progress} while it is being made; what has no trace is absent.
    virtual Task<TracedAnswer> trace(Id user_id, Id message_id) = 0;
    virtual Task<ConversationSummary> change(Id user_id, Id conversation_id, ConversationChange change) = 0;
    virtual Task<> remove(Id user_id, Id conversation_id) = 0;
    // Throws Failure{not_found} unless the user may see it.
    virtual Task<> require_visible(Id user_id, Id conversation_id) = 0;
};

}  // namespace rustygpt::chat
