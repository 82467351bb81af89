#pragma once

#include "chat/store.h"
#include "storage/event_log.h"

namespace rustygpt::storage {

// Conversations, messages and their events in one database: what belongs together is one commit.
class ChatStore final : public chat::Store {
public:
    ChatStore(Database& database, EventLog& log) : database_(database), log_(log) {}

    Task<chat::Submission> submit(chat::NewPrompt prompt) override;
    Task<chat::Submission> regenerate(chat::NewAnswer answer) override;

    Task<bool> append_delta(chat::AnswerRef answer, std::int64_t sequence, std::string content,
                            std::string reasoning) override;
    Task<bool> append_step(chat::AnswerRef answer, reasoning::Step step) override;
    Task<bool> append_position(chat::AnswerRef answer, std::int64_t position) override;
    Task<bool> finish(Id user_id, chat::Message answer, std::optional<reasoning::Trace> trace) override;
    Task<std::vector<chat::Leftover>> leftovers() override;
    Task<std::vector<reasoning::EarlierResult>> earlier_results(Id answer_id) override;
    Task<std::vector<Id>> disabled_among(std::vector<Id> users) override;

    Task<chat::ConversationList> list(Id user_id, chat::ConversationQuery query) override;
    Task<chat::ConversationPage> conversation(Id user_id, Id conversation_id, chat::MessageQuery query) override;
    Task<chat::WholeConversation> whole(Id user_id, Id conversation_id) override;
    Task<chat::MessageWithCursor> message(Id user_id, Id message_id) override;
    Task<chat::TracedAnswer> trace(Id user_id, Id message_id) override;
    Task<chat::ConversationSummary> change(Id user_id, Id conversation_id, chat::ConversationChange change) override;
    Task<> remove(Id user_id, Id conversation_id) override;
    Task<> require_visible(Id user_id, Id conversation_id) override;

private:
    Task<bool> append_payload(chat::AnswerRef answer, std::string type, std::string payload);

    Database& database_;
    EventLog& log_;
};

}  // namespace rustygpt::storage
