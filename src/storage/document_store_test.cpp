#include "storage/document_store.h"

#include "storage/document_test.h"

namespace rustygpt::storage {
namespace {

using documents::Status;
using Texts = std::vector<std::string>;

const std::string zebras = "# Food\n\nThe zebra eats grass.\n\n# Sleep\n\nThe zebra sleeps at night.";

documents::NewDocument new_document(const Id& user, const std::string& content) {
    return {.user_id = user,
            .title = "Animals",
            .format = documents::Format::markdown,
            .bytes = std::ssize(content),
            .content = content,
            .characters = static_cast<std::int64_t>(utf8::code_points(content)),
            .passages = std::ssize(cut_passages(content, documents::Shape::headed)),
            .words = words::count_words(content),
            .retry = {},
            .quota = {}};
}

TEST_F(DocumentTest, FindsAPassageByItsWords) {
    keep(alice, zebras);
    EXPECT_EQ(texts(alice, "What does the zebra eat?").front(), "# Food\n\nThe zebra eats grass.");
    EXPECT_EQ(texts(alice, "ZÉBRA sleep").front(), "# Sleep\n\nThe zebra sleeps at night.");
    EXPECT_EQ(texts(alice, "elephants"), Texts{});
    EXPECT_EQ(texts(alice, "Animals"), texts(alice, "animal"));  // the title counts for each passage
}

TEST_F(DocumentTest, KeepsUsersApart) {
    keep(alice, zebras);
    keep(bob, "The bob cat eats meat.");
    EXPECT_EQ(texts(bob, "zebra"), Texts{});
    EXPECT_EQ(texts(alice, "meat"), Texts{});
    const auto found =
        run_blocking(store->find({.user_id = alice, .root_id = {}, .terms = documents::terms_of("zebra")}));
    ASSERT_EQ(found.candidates.size(), 2U);
    EXPECT_EQ(run_blocking(store->candidates(alice, {found.candidates[0].id})).size(), 1U);
    EXPECT_EQ(run_blocking(store->candidates(bob, {found.candidates[0].id})).size(), 0U);
}

TEST_F(DocumentTest, CountsTheAskersPassagesAlone) {
    keep(alice, zebras);
    const auto wanted = documents::Wanted{.user_id = alice, .root_id = {}, .terms = documents::terms_of("zebra night")};
    const auto before = run_blocking(store->find(wanted)).statistics;
    EXPECT_EQ(before.passages, 2);
    EXPECT_EQ(before.having, (std::vector<std::int64_t>{2, 1}));
    for (int i = 0; i < 5; ++i) keep(bob, zebras);
    const auto after = run_blocking(store->find(wanted)).statistics;
    EXPECT_EQ(after.passages, before.passages);
    EXPECT_EQ(after.words, before.words);
    EXPECT_EQ(after.having, before.having);
}

TEST_F(DocumentTest, FindsCandidatesAgainByTheirIdsUntilTheyAreGone) {
    const auto id = keep(alice, zebras);
    const auto found =
        run_blocking(store->find({.user_id = alice, .root_id = {}, .terms = documents::terms_of("zebra")}));
    Texts ids;
    for (const auto& candidate : found.candidates) ids.push_back(candidate.id);
    EXPECT_EQ(ids, (Texts{"document:" + id.text() + ":0", "document:" + id.text() + ":1"}));
    const auto again = run_blocking(store->candidates(alice, ids));
    ASSERT_EQ(again.size(), 2U);
    EXPECT_EQ(again[0].text, found.candidates[0].text);
    run_blocking(store->remove(alice, id));
    EXPECT_EQ(run_blocking(store->candidates(alice, ids)).size(), 0U);
    const Texts nonsense{
        "", "document", "document:x:0", ids[0] + "9", "document:" + id.text() + ":-1", "other:" + id.text() + ":0"};
    EXPECT_EQ(run_blocking(store->candidates(alice, nonsense)).size(), 0U);
}

TEST_F(DocumentTest, LeavesNothingOfWhatWasRemoved) {
    const auto id = keep(alice, zebras);
    keep(alice, "Another zebra.");
    run_blocking(store->remove(alice, id));
    EXPECT_EQ(texts(alice, "zebra"), Texts{"Another zebra."});  // before anything is swept
    while (run_blocking(store->sweep())) {}
    EXPECT_EQ(count("SELECT count(*) FROM passages"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM passage_leftovers"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM passage_search WHERE passage_search MATCH 'zebra'"), 1);
    EXPECT_EQ(count("SELECT passages FROM document_owners"), 1);
    database->write_now([](Transaction& tx) {  // throws where index and passages disagree
        tx.run("INSERT INTO passage_search (passage_search, rank) VALUES ('integrity-check', 1)");
    });
    EXPECT_THROW(run_blocking(store->remove(alice, id)), Failure);
}

TEST_F(DocumentTest, HidesADocumentUntilItIsReady) {
    const auto added = run_blocking(store->add(new_document(alice, zebras)));
    run_blocking(store->index(added.document.id, added.first_row, 0, cut_passages(zebras, documents::Shape::headed)));
    EXPECT_EQ(texts(alice, "zebra"), Texts{});
    EXPECT_FALSE(run_blocking(store->has_documents(alice)));
    EXPECT_EQ(run_blocking(store->settle(added.document.id, Status::ready, {}))->status, Status::ready);
    EXPECT_EQ(texts(alice, "zebra").size(), 2U);
    EXPECT_TRUE(run_blocking(store->has_documents(alice)));
}

TEST_F(DocumentTest, GoesOnWithWhatAStoppedProcessLeft) {
    const auto passages = cut_passages(zebras, documents::Shape::headed);
    const auto added = run_blocking(store->add(new_document(alice, zebras)));
    const documents::PassageText first = passages[0];
    run_blocking(store->index(added.document.id, added.first_row, 0, {first}));
    open();
    const auto left = run_blocking(store->unfinished());
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].content, zebras);
    const auto row = run_blocking(store->begin_again(left[0].document_id, 2, 11));
    ASSERT_TRUE(row);
    EXPECT_NE(*row, added.first_row);
    run_blocking(store->index(added.document.id, added.first_row, 0, {first}));  // a straggler finds its place gone
    run_blocking(store->index(left[0].document_id, *row, 0, passages));
    run_blocking(store->settle(left[0].document_id, Status::ready, {}));
    while (run_blocking(store->sweep())) {}
    EXPECT_EQ(texts(alice, "zebra").size(), 2U);
    EXPECT_EQ(count("SELECT count(*) FROM passages"), 2);
    EXPECT_EQ(run_blocking(store->unfinished()).size(), 0U);
}

TEST_F(DocumentTest, HoldsTheQuotaInTheVeryCommit) {
    auto document = new_document(alice, zebras);
    document.quota = {.documents = 1, .bytes = 1'000};
    run_blocking(store->expect(alice, {}, document.bytes, document.quota));
    run_blocking(store->expect(alice, {}, document.bytes, document.quota));  // both were told that there is room
    run_blocking(store->add(document));
    EXPECT_THROW(run_blocking(store->add(document)), Failure);
    EXPECT_EQ(count("SELECT count(*) FROM documents"), 1);
}

}  // namespace
}  // namespace rustygpt::storage
