#include "storage/document_test.h"

namespace rustygpt::storage {
namespace {

class RetrievalQuality : public DocumentTest {
protected:
    void expect_nine_of_ten(const char* file, std::size_t least_questions) {
        const std::filesystem::path folder = RUSTYGPT_SOURCE_DIR "/bench/reasoning";
        const auto content = file_text(folder / "texts/world-factbook.md");
        store_document(*store, alice, content, cut_passages(content, documents::Shape::headed));
        const auto questions = questions_in(folder / file);
        ASSERT_GE(questions.size(), least_questions);
        const auto wrong = missed(*store, alice, questions);
        EXPECT_LE(wrong.size() * 10, questions.size());
        for (const auto& one : wrong)
            printf("not among the first five: %s (%s)\n", one.question.c_str(), one.heading.c_str());
        printf("%s: %zu of %zu\n", file, questions.size() - wrong.size(), questions.size());
    }
};

TEST_F(RetrievalQuality, FindsTheRightPassageForNineOfTenQuestions) {
    expect_nine_of_ten("retrieval_questions.tsv", 60);
}

TEST_F(RetrievalQuality, FindsItAlsoForThoseHeldBack) { expect_nine_of_ten("retrieval_held_back.tsv", 30); }

}  // namespace
}  // namespace rustygpt::storage
