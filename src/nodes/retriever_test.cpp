#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "nodes/engine_test.h"
#include "nodes/passages.h"

namespace rustygpt::nodes {
namespace {

using documents::Candidate;

const std::string document_id = "01900000-0000-7000-8000-000000000001";

Candidate passage(int ordinal, std::string text, std::int64_t start = 0) {
    const auto end = start + std::ssize(text);
    return {.id = "document:" + document_id + ":" + std::to_string(ordinal),
            .title = "Animals",
            .context = "Animals",
            .text = std::move(text),
            .start = start,
            .end = end};
}

// Somebody's few passages, without a database.
class Shelf final : public documents::Retrieval {
public:
    explicit Shelf(std::vector<Candidate> all) : all_(std::move(all)) {}
    Task<bool> has_documents(Id) override { co_return !all_.empty(); }
    Task<documents::Found> find(documents::Wanted wanted) override {
        asked_by = wanted.user_id;
        documents::Found found{.candidates = all_, .statistics = {.passages = 10, .words = 100, .having = {}}};
        found.statistics.having.assign(wanted.terms.size(), 1);
        co_return found;
    }
    Task<std::vector<Candidate>> candidates(Id, std::vector<std::string>) override { co_return all_; }

    Id asked_by;

private:
    std::vector<Candidate> all_;
};

Part searches(std::string query) { return {.text = {}, .call = {}, .search = std::move(query)}; }

struct Retrieved {
    Told told;
    explicit Retrieved(std::vector<Part> parts, documents::Retrieval* shelf, unsigned threads = 2) {
        const tools::Registry registry = [] {
            std::vector<std::unique_ptr<tools::Tool>> all;
            all.push_back(std::make_unique<Echo>("echo"));
            return tools::Registry(std::move(all));
        }();
        Pool pool("test", threads, 100);
        std::vector<std::unique_ptr<Model>> models;
        models.push_back(std::make_unique<Scripted>(ModelTurn{.parts = std::move(parts), .reasoning = ""}));
        const auto engine = make_engine(registry, pool, {}, std::move(models), shelf);
        Question question{.user_id = user, .prompt = "go on"};
        told.ending = run_blocking(engine->answer(std::move(question), told.sink, {}));
    }
    Id user = new_id();
};

TEST(Retriever, QuotesAndCitesBesideATool) {
    Shelf shelf({passage(0, "The zebra eats grass.", 40), passage(1, "Nothing of it.")});
    Retrieved run({searches("What does the zebra eat?"), calls("echo", "four")}, &shelf);
    EXPECT_EQ(shelf.asked_by, run.user);
    EXPECT_NE(run.told.sink.text.find("> The zebra eats grass."), std::string::npos) << run.told.sink.text;
    EXPECT_NE(run.told.sink.text.find("- four"), std::string::npos);
    ASSERT_EQ(run.told.ending.citations.size(), 1U);
    const auto& citation = run.told.ending.citations[0];
    EXPECT_EQ(citation.document_id.text(), document_id);
    EXPECT_EQ(citation.start, 40);
    EXPECT_EQ(citation.end, 61);
    EXPECT_EQ(citation.excerpt, "The zebra eats grass.");
    EXPECT_EQ(run.told.sink.of(NodeKind::retriever, NodeStatus::completed).size(), 1U);
    EXPECT_EQ(run.told.sink.of(NodeKind::reducer, NodeStatus::completed).size(), 1U);
}

TEST(Retriever, SaysWhereThereIsNothing) {
    Shelf shelf({passage(0, "The zebra eats grass.")});
    for (const char* query : {"Who was the king of Lydia?", "What is it?"}) {
        Retrieved run({searches(query)}, &shelf);
        EXPECT_TRUE(run.told.sink.text.starts_with("I found nothing about")) << run.told.sink.text;
        EXPECT_TRUE(run.told.ending.citations.empty());
    }
}

// A question to so many passages, of which each has those of its words that it has.
std::string told_of(const std::string& query, const std::vector<Candidate>& all, std::int64_t passages = 1) {
    const auto terms = documents::terms_of(query);
    documents::Statistics statistics{.passages = passages, .words = 10 * passages, .having = {}};
    statistics.having.assign(terms.size(), 1);
    return tell_passages(query, ranked_passages(query, statistics, all)).text;
}

TEST(Retriever, TellsInThreeGradesAndNamesWhatIsMissing) {
    const std::vector<Candidate> code{passage(0, "The printer code is 4711.")};
    EXPECT_TRUE(told_of("What is the printer code?", code).starts_with("I found this about"));
    EXPECT_EQ(told_of("What is the door code?", code),
              "This is the closest that I found to \u201cWhat is the door code\u201d; it says nothing of *door*:\n\n"
              "> The printer code is 4711.\n\n\u2014 [1] Animals");
    EXPECT_TRUE(told_of("Who was the king of Lydia?", code).starts_with("I found nothing about"));
    // Of many passages one that shares a word in many is none.
    EXPECT_TRUE(told_of("Which king of Lydia defeated Croesus, Persia and Babylon with a code?", code, 10'000)
                    .starts_with("I found nothing about"));
}

TEST(Retriever, DoesNotLoseTheOnlyDocumentOverAWordThatSpeaksOfIt) {
    const std::vector<Candidate> code{passage(0, "The printer code is 4711.")};
    for (const char* query :
         {"What is the printer code in my documents?", "According to the file, what is the code of the printer?",
          "printer code", "what do my notes say about the printer code", "Please tell me the printer code",
          "What is written in the document about the printer code?"})
        EXPECT_TRUE(told_of(query, code).starts_with("I found this about")) << query;
    EXPECT_TRUE(told_of("Das Passwort steht in meinen Dokumenten?", {passage(0, "Das Passwort ist Apfel.")})
                    .starts_with("I found this about"));
    EXPECT_TRUE(
        told_of("打印机的密码是什么？", {passage(0, "打印机的密码是4711。")}).starts_with("I found this about"));
    EXPECT_TRUE(told_of("根据我的文件，打印机密码是多少", {passage(0, "打印机的密码是4711。")})
                    .starts_with("I found this about"));
}

TEST(Retriever, NamesTheMissingWordsOfAllThatItTells) {
    const auto told = told_of("zebra lion tiger panther leopard jaguar",
                              {passage(0, "A zebra and a lion."), passage(1, "A zebra and a tiger.")}, 2);
    EXPECT_NE(told.find("they say nothing of *panther*, *leopard* and *jaguar*:"), std::string::npos) << told;
}

TEST(Retriever, QuotesTheSameTextOnce) {
    auto twin = passage(1, "The zebra eats grass.");
    twin.id = "document:01900000-0000-7000-8000-000000000002:0";
    const auto told = told_of("What does the zebra eat?", {passage(0, "The zebra eats grass."), twin}, 2);
    EXPECT_EQ(told.find("> The zebra"), told.rfind("> The zebra"));
    EXPECT_EQ(told.find("[2]"), std::string::npos) << told;
}

TEST(Retriever, FailsAsAValueWhereThereIsNoPlaceToSearch) {
    Retrieved run({searches("zebra")}, nullptr);
    EXPECT_EQ(run.told.ending.finish_reason, FinishReason::stop);
    EXPECT_TRUE(run.told.sink.text.starts_with("I could not search for")) << run.told.sink.text;
    EXPECT_EQ(run.told.sink.of(NodeKind::retriever, NodeStatus::failed).size(), 1U);
}

TEST(Retriever, GivesTheSameGraphOnAnyNumberOfThreads) {
    const auto all = [](unsigned threads) {
        Shelf shelf({passage(0, "The zebra eats grass."), passage(1, "A zebra eats at night.")});
        std::vector<std::string> out;
        for (const auto& step :
             Retrieved({searches("What does a zebra eat?"), searches("zebra night")}, &shelf, threads).told.sink.steps)
            if (step.status == NodeStatus::completed)
                out.push_back(step.id + step.input_digest.value_or("") + step.output_digest.value_or(""));
        std::ranges::sort(out);
        return out;
    };
    EXPECT_EQ(all(1), all(2));
}

struct Recorded {
    std::string query = "What does the zebra eat?";
    documents::Found found{.candidates = {passage(0, "The zebra eats grass."), passage(1, "A zebra sleeps.")},
                           .statistics = {.passages = 9, .words = 50, .having = {2, 1}}};
    json::value input = retriever_input(query, found);
    json::value output = ranked_passages(query, found.statistics, found.candidates);
};

TEST(RankAgain, GivesTheRecordedOutput) {
    Recorded recorded;
    std::ranges::reverse(recorded.found.candidates);
    // As it comes back from storage: through text.
    const auto input = json::parse(json::serialize(recorded.input));
    const auto again = rank_again(input, recorded.found.candidates);
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, recorded.output);
    EXPECT_EQ(recorded_candidates(input).size(), 2U);
}

// What was recorded before there were grades was ranked otherwise: its step says so by its version.
TEST(RankAgain, HasAVersionSoThatOldTracesDrift) {
    Shelf shelf({passage(0, "The zebra eats grass.")});
    const Retrieved run({searches("zebra")}, &shelf);
    const auto steps = run.told.sink.of(NodeKind::retriever, NodeStatus::completed);
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_EQ(steps[0].version, "2");
}

TEST(RankAgain, TellsWhatHasGoneOrChanged) {
    Recorded recorded;
    auto changed = recorded.found.candidates;
    changed[1].text = "A zebra runs.";
    const std::vector<std::string> second{recorded.found.candidates[1].id};
    EXPECT_EQ(rank_again(recorded.input, changed).error(), second);
    changed.pop_back();
    EXPECT_EQ(rank_again(recorded.input, changed).error(), second);
}

TEST(RankAgain, SeesAnInputThatWasTamperedWith) {
    Recorded recorded;
    auto input = recorded.input;
    input.as_object()["query"] = "sleep";
    EXPECT_NE(*rank_again(input, recorded.found.candidates), recorded.output);
    EXPECT_ANY_THROW((void)rank_again({{"nothing", 1}}, {}));
}

}  // namespace
}  // namespace rustygpt::nodes
