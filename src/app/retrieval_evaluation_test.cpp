#include "app/retrieval_evaluation_test.h"

#include <cstdio>

#include <gtest/gtest.h>

#include "base/sanitizer.h"

namespace rustygpt::app {
namespace {

class RetrievalEvaluation : public testing::Test {
protected:
    void SetUp() override {
        crypto_init();
        folder_ = std::filesystem::temp_directory_path() / ("rustygpt-" + random_token(9));
        std::filesystem::create_directory(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    RetrievalScore score_of(const ParagraphSet& set, const std::string& name) {
        const auto own = folder_ / name;
        std::filesystem::create_directory(own);
        auto score = evaluate(set, own);
        std::printf("%s: asked %zu, told %.3f, among five %.3f, found %.3f, found without it %.3f, quoted %.2f\n",
                    name.c_str(), score.asked, score.share(score.told), score.share(score.among_five),
                    score.share(score.found), score.share(score.found_without), score.share(score.quoted));
        return score;
    }

    std::filesystem::path folder_;
};

// A few paragraphs of our own in each of sixteen languages of ten scripts.
TEST_F(RetrievalEvaluation, TellsTheRightParagraphInEveryScript) {
    RetrievalScore all;
    for (const auto& [language, set] :
         ParagraphSet::read_each(RUSTYGPT_SOURCE_DIR "/bench/reasoning/texts/paragraphs.json")) {
        const auto score = score_of(set, language);
        for (const auto& question : score.not_told) ADD_FAILURE() << language << ": not told: " << question;
        EXPECT_EQ(score.among_five, score.asked) << language;
        all.asked += score.asked;
        all.found += score.found;
        all.found_without += score.found_without;
    }
    EXPECT_GE(all.asked, 100U);
    EXPECT_GE(all.share(all.found), 0.6);
    EXPECT_LE(all.share(all.found_without), 0.1);
}

struct Target {
    const char* language;
    double told;
    double among_five;
};

std::filesystem::path xquad(std::string_view language) {
    return std::filesystem::path(RUSTYGPT_SOURCE_DIR "/../shared/data/xquad") / (std::string(language) + ".json");
}

// XQuAD's paragraphs are not in the repository: those that lie beside it are held to. Where one does not there is no
// test of it.
std::vector<Target> targets_there() {
    std::vector<Target> there;
    // A sanitizer's build would take minutes for each language, and find nothing that the set of our own does not.
    if (sanitized) return there;
    for (const auto& target : {Target{"en", 0.95, 0.97}, Target{"de", 0.93, 0.96}, Target{"zh", 0.92, 0.97}}) {
        if (std::filesystem::exists(xquad(target.language))) there.push_back(target);
        else std::fprintf(stderr, "NOT MEASURED: there is no %s\n", xquad(target.language).c_str());
    }
    return there;
}

class XQuad : public RetrievalEvaluation, public testing::WithParamInterface<Target> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(XQuad);

TEST_P(XQuad, TellsTheRightParagraph) {
    const auto score = score_of(ParagraphSet::read(xquad(GetParam().language)), GetParam().language);
    EXPECT_GE(score.share(score.told), GetParam().told);
    EXPECT_GE(score.share(score.among_five), GetParam().among_five);
    EXPECT_LE(score.share(score.found_without), 0.25);
}

INSTANTIATE_TEST_SUITE_P(Languages, XQuad, testing::ValuesIn(targets_there()),
                         [](const auto& one) { return std::string(one.param.language); });

}  // namespace
}  // namespace rustygpt::app
