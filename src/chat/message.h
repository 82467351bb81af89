#pragma once

// Conversations and messages as they are stored, sent and streamed.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/dto.h"
#include "reasoning/answering.h"

namespace rustygpt::chat {

using reasoning::Citation;
using reasoning::FinishReason;

enum class Status { queued, streaming, completed, cancelled, interrupted, failed };
BOOST_DESCRIBE_ENUM(Status, queued, streaming, completed, cancelled, interrupted, failed)

constexpr bool finished(Status status) { return status != Status::queued && status != Status::streaming; }

// How an answer was asked for, all defaults filled in.
struct Parameters {
    double temperature = 0.7;
    double top_p = 1.0;
    std::int64_t max_tokens = 1024;
    std::int64_t seed = 0;
    std::vector<std::string> stop;
};
BOOST_DESCRIBE_STRUCT(Parameters, (), (temperature, top_p, max_tokens, seed, stop))

struct Usage {
    std::int64_t prompt_tokens = 0;
    std::int64_t completion_tokens = 0;
    std::int64_t total_tokens = 0;
};
BOOST_DESCRIBE_STRUCT(Usage, (), (prompt_tokens, completion_tokens, total_tokens))

struct AnswerError {
    std::string code;
    std::string message;
};
BOOST_DESCRIBE_STRUCT(AnswerError, (), (code, message))

// What Message and MessageDone have in common comes before and after the text.
struct MessageHead {
    Id id;
    Id conversation_id;
    Id root_id;
    std::optional<Id> parent_id;
    std::int64_t depth = 0;
    std::optional<Id> edited_from;
    reasoning::Role role{};
    std::optional<Id> author_id;
};
BOOST_DESCRIBE_STRUCT(MessageHead, (), (id, conversation_id, root_id, parent_id, depth, edited_from, role, author_id))

struct MessageTail {
    Status status{};
    std::optional<FinishReason> finish_reason;
    std::optional<AnswerError> error;
    std::optional<std::string> model;
    std::optional<Parameters> parameters;
    Usage usage;
    std::vector<Citation> citations;
    std::int64_t next_sequence = 0;
    Time created_at{};
    std::optional<Time> completed_at;
};
BOOST_DESCRIBE_STRUCT(MessageTail, (),
                      (status, finish_reason, error, model, parameters, usage, citations, next_sequence, created_at,
                       completed_at))

struct MessageText {
    std::string content;
    std::string reasoning;
};
BOOST_DESCRIBE_STRUCT(MessageText, (), (content, reasoning))

struct Message : MessageHead, MessageText, MessageTail {
    bool about_itself = false;  // of an answer that has ended (reasoning::Ending); not a part of what is told
};
BOOST_DESCRIBE_STRUCT(Message, (MessageHead, MessageText, MessageTail), ())

struct TextDigest {
    std::int64_t content_bytes = 0;
    std::string content_sha256;
};
BOOST_DESCRIBE_STRUCT(TextDigest, (), (content_bytes, content_sha256))

// The message of message.done: the deltas have already brought its text.
struct FinishedMessage : MessageHead, TextDigest, MessageTail {};
BOOST_DESCRIBE_STRUCT(FinishedMessage, (MessageHead, TextDigest, MessageTail), ())

FinishedMessage without_text(const Message& message);

struct MessageWithCursor : Message {
    std::string stream_cursor;
};
BOOST_DESCRIBE_STRUCT(MessageWithCursor, (Message), (stream_cursor))

struct ConversationHead {
    Id id;
    std::string title;
    Time created_at{};
    Time updated_at{};
    Time last_activity_at{};
    bool archived = false;
    Id owner_id;
    std::int64_t message_count = 0;
};
BOOST_DESCRIBE_STRUCT(ConversationHead, (),
                      (id, title, created_at, updated_at, last_activity_at, archived, owner_id, message_count))

struct ConversationSummary : ConversationHead {
    std::string last_message_excerpt;
};
BOOST_DESCRIBE_STRUCT(ConversationSummary, (ConversationHead), (last_message_excerpt))

struct Conversation : ConversationHead {
    std::vector<Message> messages;
    std::optional<std::string> next_cursor;
    std::string stream_cursor;
};
BOOST_DESCRIBE_STRUCT(Conversation, (ConversationHead), (messages, next_cursor, stream_cursor))

// The 202 of a prompt.
struct Receipt {
    Id conversation_id;
    bool conversation_created = false;
    Id root_id;
    Id prompt_id;
    Id message_id;
    Status status{};
    std::string stream_url;
    std::optional<Message> message;
};
BOOST_DESCRIBE_STRUCT(Receipt, (),
                      (conversation_id, conversation_created, root_id, prompt_id, message_id, status, stream_url,
                       message))

// ---- payloads of events ----

struct ThreadSummary {
    Id root_id;
    std::string root_excerpt;
    Id root_author;
    Time created_at{};
    Time last_activity_at{};
    std::int64_t message_count = 0;
    std::int64_t participant_count = 0;
};
BOOST_DESCRIBE_STRUCT(ThreadSummary, (),
                      (root_id, root_excerpt, root_author, created_at, last_activity_at, message_count,
                       participant_count))

struct ThreadNew {
    Id conversation_id;
    Id root_id;
    ThreadSummary summary;
};
BOOST_DESCRIBE_STRUCT(ThreadNew, (), (conversation_id, root_id, summary))

struct ThreadActivity {
    Id conversation_id;
    Id root_id;
    Time last_activity_at{};
};
BOOST_DESCRIBE_STRUCT(ThreadActivity, (), (conversation_id, root_id, last_activity_at))

struct MessageNew {
    Message message;
};
BOOST_DESCRIBE_STRUCT(MessageNew, (), (message))

struct MessageDone {
    FinishedMessage message;
};
BOOST_DESCRIBE_STRUCT(MessageDone, (), (message))

struct MessageQueued {
    Id conversation_id;
    Id message_id;
    std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(MessageQueued, (), (conversation_id, message_id, position))

struct ReasoningStep {
    Id conversation_id;
    Id message_id;
    reasoning::Step node;
};
BOOST_DESCRIBE_STRUCT(ReasoningStep, (), (conversation_id, message_id, node))

struct ConversationUpdated {
    Id conversation_id;
    std::string title;
    bool archived = false;
};
BOOST_DESCRIBE_STRUCT(ConversationUpdated, (), (conversation_id, title, archived))

struct ConversationDeleted {
    Id conversation_id;
};
BOOST_DESCRIBE_STRUCT(ConversationDeleted, (), (conversation_id))

// The first 160 code points of a text on one line, for lists; cut between characters as people see them.
std::string excerpt(std::string_view text);
// A title for a conversation that begins with this prompt: its first line, at most 80 code points.
std::string title_from(std::string_view prompt);
std::int64_t count_words(std::string_view text);

}  // namespace rustygpt::chat
