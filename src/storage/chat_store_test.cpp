#include "storage/chat_test.h"

#include "storage/retention.h"

namespace rustygpt::storage {
namespace {

using Kind = Failure::Kind;

TEST_F(ChatTest, APromptBeginsAConversationWithAPendingAnswer) {
    const auto made = submit(prompt("What is 2+2?\nSecond line"));
    EXPECT_TRUE(made.conversation_created);
    EXPECT_EQ(made.answer.status, chat::Status::queued);
    const auto page = run(store->conversation(alice, made.answer.conversation_id, {}));
    EXPECT_EQ(page.conversation.title, "What is 2+2?");
    ASSERT_EQ(page.conversation.messages.size(), 2u);
    EXPECT_EQ(page.conversation.messages[0].id, made.prompt_id);
    EXPECT_EQ(page.conversation.messages[1].parent_id, made.prompt_id);
}

TEST_F(ChatTest, InMidAnswerTheContentIsWhatWasStreamed) {
    const auto made = submit(prompt("hi"));
    run(store->append_delta(ref(made), 0, "one ", "because"));
    run(store->append_delta(ref(made), 1, "two", ""));
    const auto message = run(store->message(alice, made.answer.id));
    EXPECT_EQ(message.content, "one two");
    EXPECT_EQ(message.reasoning, "because");
    EXPECT_EQ(message.next_sequence, 2);
    EXPECT_EQ(message.status, chat::Status::streaming);
}

TEST_F(ChatTest, AFinishedAnswerTakesNothingMore) {
    const auto made = submit(prompt("hi"));
    const auto done = answer(made, {"four"});
    EXPECT_FALSE(run(store->append_delta(ref(made), 1, "x", "")));
    EXPECT_FALSE(run(store->finish(alice, done, {})));
    EXPECT_EQ(run(store->message(alice, done.id)).content, "four");
}

TEST_F(ChatTest, AParentThatIsBeingAnsweredIsAConflictThatNamesTheAnswer) {
    const auto made = submit(prompt("hi"));
    auto reply = prompt("again", made.answer.conversation_id);
    reply.reply = true;
    try {
        submit(reply);
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.kind, Kind::answer_in_progress);
        EXPECT_EQ(failure.details.at("message_id").as_string(), made.answer.id.text());
    }
    answer(made, {"hello"});
    const auto next = submit(reply);
    EXPECT_EQ(next.answer.root_id, made.prompt_id);
    EXPECT_EQ(next.answer.depth, 3);
    ASSERT_EQ(next.work->history.size(), 2u);
    EXPECT_EQ(next.work->history[1].content, "hello");
}

TEST_F(ChatTest, AnEditIsASiblingAndAThreadOfItsOwnWhereItWasARoot) {
    const auto made = submit(prompt("helo"));
    answer(made, {"?"});
    auto edit = prompt("hello", made.answer.conversation_id);
    edit.edits = made.prompt_id;
    const auto edited = submit(edit);
    const auto message = run(store->message(alice, edited.prompt_id));
    EXPECT_EQ(message.edited_from, made.prompt_id);
    EXPECT_EQ(message.parent_id, std::nullopt);
    EXPECT_EQ(message.root_id, message.id);
    edit.edits = made.answer.id;
    EXPECT_EQ(failure_of([&] { submit(edit); }), Kind::validation_failed) << "an answer is no user message";
}

TEST_F(ChatTest, AParentFromElsewhereIsRefusedAndNothingIsStored) {
    const auto one = submit(prompt("one"));
    answer(one, {"1"});
    const auto two = submit(prompt("two"));
    answer(two, {"2"});
    auto wrong = prompt("x", one.answer.conversation_id);
    wrong.parent_id = two.answer.id;
    EXPECT_EQ(failure_of([&] { submit(wrong); }), Kind::validation_failed);
    EXPECT_EQ(run(store->conversation(alice, one.answer.conversation_id, {})).conversation.message_count, 2);
}

TEST_F(ChatTest, ForeignThingsLookAbsent) {
    const auto made = submit(prompt("secret"));
    answer(made, {"x"});
    const auto id = made.answer.conversation_id;
    EXPECT_EQ(failure_of([&] { run(store->conversation(bob, id, {})); }), Kind::not_found);
    EXPECT_EQ(failure_of([&] { run(store->message(bob, made.answer.id)); }), Kind::not_found);
    EXPECT_EQ(failure_of([&] { run(store->remove(bob, id)); }), Kind::not_found);
    EXPECT_EQ(failure_of([&] { run(store->change(bob, id, {.title = "mine", .archived = {}})); }), Kind::not_found);
    auto intrusion = prompt("x", id);
    intrusion.user_id = bob;
    EXPECT_EQ(failure_of([&] { submit(intrusion); }), Kind::not_found);
    EXPECT_TRUE(run(store->list(bob, {.search = "secret", .cursor = {}})).conversations.empty());
}

TEST_F(ChatTest, AKeyMakesARetryTheSameAnswer) {
    auto asked = prompt("hi");
    asked.retry = RetryKey{"/api/chat", "k", "digest"};
    const auto first = submit(asked);
    const auto second = submit(asked);
    EXPECT_TRUE(second.replayed);
    EXPECT_TRUE(second.conversation_created);
    EXPECT_EQ(second.answer.id, first.answer.id);
    EXPECT_EQ(second.before_row, first.before_row);
    EXPECT_FALSE(second.work);
    asked.retry->request_digest = "another";
    EXPECT_EQ(failure_of([&] { submit(asked); }), Kind::idempotency_key_reused);
    asked.user_id = bob;
    EXPECT_FALSE(submit(asked).replayed) << "keys belong to a user";
}

TEST_F(ChatTest, SearchFindsWordsPrefixesAndFoldsDiacritics) {
    const auto made = submit(prompt("Caf\u00e9 menu \"quoted\" (brackets) AND"));
    answer(made, {"espresso macchiato"});
    const auto found = [&](std::string words) {
        return run(store->list(alice, {.search = std::move(words), .cursor = {}})).conversations.size();
    };
    for (const auto* words :
         {"cafe", "CAF\u00c9 menu", "espr", "\"quoted\"", "macchiato cafe-x OR", "(brackets)", "AND"})
        EXPECT_EQ(found(words), std::string_view(words).contains("-x") ? 0u : 1u) << words;
    EXPECT_EQ(found("tea"), 0u);
    EXPECT_EQ(found("* ^ NEAR("), 0u);
    run(store->change(alice, made.answer.conversation_id, {.title = "Breakfast", .archived = {}}));
    EXPECT_EQ(found("breakf"), 1u);
    run(store->remove(alice, made.answer.conversation_id));
    EXPECT_EQ(found("cafe"), 0u);
}

TEST_F(ChatTest, PagingHasNoRepeatAndNoGapWhileOthersInsert) {
    std::vector<Id> made;
    for (int i = 0; i < 5; ++i) made.push_back(submit(prompt("n" + std::to_string(i))).answer.conversation_id);
    std::vector<Id> seen;
    std::optional<std::string> cursor;
    do {
        const auto page = run(store->list(alice, {.search = {}, .limit = 2, .cursor = cursor}));
        for (const auto& conversation : page.conversations) seen.push_back(conversation.id);
        cursor = page.next_cursor;
        submit(prompt("while others insert"));
    } while (cursor);
    std::ranges::reverse(seen);
    EXPECT_EQ(seen, made);
}

TEST_F(ChatTest, MessagesPageFromTheNewestEachPageOldestFirst) {
    auto made = submit(prompt("0"));
    const auto id = made.answer.conversation_id;
    answer(made, {"a"});
    for (int i = 1; i < 4; ++i) {
        auto reply = prompt(std::to_string(i), id);
        reply.reply = true;
        answer(submit(reply), {"a"});
    }
    std::string order;
    chat::MessageQuery query{.limit = 3, .cursor = {}};
    do {
        const auto page = run(store->conversation(alice, id, query)).conversation;
        std::string part;
        for (const auto& message : page.messages) part += message.content;
        order = part + "|" + order;
        query.cursor = page.next_cursor;
    } while (query.cursor);
    EXPECT_EQ(order, "0a|1a2|a3a|");
}

TEST_F(ChatTest, TheEtagChangesWithWhatAReaderSeesAndOnlyThen) {
    const auto made = submit(prompt("hi"));
    const auto etag = [&] { return run(store->conversation(alice, made.answer.conversation_id, {})).etag; };
    const auto first = etag();
    submit(prompt("elsewhere"));
    EXPECT_EQ(etag(), first);
    run(store->append_delta(ref(made), 0, "x", ""));
    EXPECT_NE(etag(), first);
}

TEST_F(ChatTest, ARestartFindsWhatWasLeft) {
    const auto queued = submit(prompt("first"));
    const auto begun = submit(prompt("second"));
    run(store->append_delta(ref(begun), 0, "half", ""));
    close();
    open();
    const auto left = run(store->leftovers());
    ASSERT_EQ(left.size(), 2u);
    EXPECT_FALSE(left[0].begun);
    EXPECT_EQ(left[0].assignment.prompt, "first");
    EXPECT_TRUE(left[1].begun);
    EXPECT_EQ(left[1].assignment.answer.content, "half");
    EXPECT_EQ(left[1].assignment.answer.next_sequence, 1);
}

TEST_F(ChatTest, RowsGoOnAboveAllThatWasEverGivenOut) {
    const auto made = submit(prompt("x"));
    run(store->remove(alice, made.answer.conversation_id));
    const auto head = [&] { return database->read_now([](Transaction& tx) { return EventLog::head(tx); }); };
    const auto before = head();
    run(prune(*database, {.events = std::chrono::hours(0)}, SystemClock().now() + std::chrono::hours(1)));
    EXPECT_EQ(head(), before) << "the newest event is never pruned";
    close();
    open();
    submit(prompt("y"));
    EXPECT_GT(head(), before);
}

TEST_F(ChatTest, PruningKeepsWhatAnUnfinishedAnswerNeedsAndLeavesAFloor) {
    const auto done = submit(prompt("done"));
    answer(done, {"a", "b"});
    const auto open_one = submit(prompt("open"));
    run(store->append_delta(ref(open_one), 0, "kept", ""));
    submit(prompt("newest"));
    run(prune(*database, {.events = std::chrono::hours(0)}, SystemClock().now() + std::chrono::hours(1)));
    EXPECT_EQ(run(store->message(alice, open_one.answer.id)).content, "kept");
    EXPECT_EQ(run(store->message(alice, done.answer.id)).content, "ab");
    const auto resolved = run(log->resolve({.user_id = alice}, stream::AfterRow{0}));
    EXPECT_EQ(resolved.reset, "expired");
    EXPECT_EQ(run(log->resolve({.user_id = bob}, stream::AfterRow{0})).reset, std::nullopt) << "bob lost nothing";
}

TEST_F(ChatTest, TooManyEventsOfAUserLoseTheOldest) {
    for (int i = 0; i < 10; ++i) answer(submit(prompt("p")), {"a"});
    run(prune(*database, {.events = std::chrono::hours(1), .events_per_user = 7}, SystemClock().now()));
    const auto count = database->read_now([](Transaction& tx) {
        return *tx.one("SELECT count(*) FROM events", [](const Row& row) { return row.integer(0); });
    });
    EXPECT_EQ(count, 7);
}

}  // namespace
}  // namespace rustygpt::storage
