// How often an answer tells the paragraph that answers its question, by the whole engine over a real database.
//
//   bench_paragraphs FOLDER FILE... [--not-told]    a file per language, in XQuAD's form; FOLDER is for databases
//
// Prints {"en": {"asked", "told", "among_five", "found", "found_without", "quoted"}, ...}.

#include <cstdio>

#include <boost/json/serialize.hpp>

#include "app/retrieval_evaluation_test.h"

int main(int argc, char** argv) {
    using namespace rustygpt;
    if (argc < 3) return 2;
    crypto_init();
    const std::filesystem::path folder = argv[1];
    boost::json::object out;
    for (int i = 2; i < argc; ++i) {
        const std::filesystem::path file = argv[i];
        if (file == "--not-told") continue;
        const auto own = folder / file.stem();
        std::filesystem::create_directories(own);
        const auto score = app::evaluate(app::ParagraphSet::read(file), own);
        out[file.stem().string()] = {{"asked", score.asked},
                                     {"told", score.told},
                                     {"among_five", score.among_five},
                                     {"found", score.found},
                                     {"found_without", score.found_without},
                                     {"quoted", score.quoted}};
        if (std::string_view(argv[argc - 1]) == "--not-told")
            for (const auto& question : score.not_told) std::fprintf(stderr, "%s\n", question.c_str());
    }
    std::printf("%s\n", boost::json::serialize(out).c_str());
    return 0;
}
