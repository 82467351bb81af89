// What retrieval costs: an answer's search (candidates, statistics, ranking) over a user's passages, against the bare
// FTS5 query for the same words on the same table. And how good it is: questions to a real text.
//
//   bench_retrieval FOLDER PASSAGES QUESTIONS...     prints {"ours_us": N, "bare_us": N, "quality": [{"right",
//   "asked"}]}

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>

#include <fmt/format.h>

#include "base/crypto.h"
#include "storage/match.h"
#include "storage/retrieval_questions_test.h"
#include "storage/sqlite/sqlite.h"

namespace {

using namespace rustygpt;
using namespace rustygpt::storage;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t passages_of_document = 10'000;
constexpr int rounds = 5;

Id add_user(Database& database) {
    const Id id = new_id();
    auto work = [id](Transaction& tx) {
        tx.run(
            "INSERT INTO users (id, email, email_key, username, username_key, display_name, role, password_hash, "
            "created_at) VALUES ($1, $1, $1, $1, $1, $1, 'member', '', 0)",
            id);
    };
    database.write_now(work);
    return id;
}

// As many passages as are wanted, each of three sentences of the text, drawn by a seeded generator.
void fill(DocumentStore& store, const Id& user, const std::string& text, std::size_t count) {
    const auto sentences = documents::passages_of(text, documents::Shape::sentences);
    std::mt19937 random(1);
    for (std::size_t made = 0; made < count;) {
        std::vector<documents::PassageText> passages;
        for (; passages.size() < passages_of_document && made < count; ++made) {
            std::string words;
            for (int i = 0; i < 3; ++i) {
                const auto& one = sentences[random() % sentences.size()];
                words += text.substr(one.begin_byte, one.end_byte - one.begin_byte) + ' ';
            }
            passages.push_back({{.context = "Facts"}, std::move(words)});
        }
        store_document(store, user, "made of passages", std::move(passages));
    }
}

double microseconds_of(auto work) {
    const auto began = SteadyClock::now();
    work();
    return std::chrono::duration<double, std::micro>(SteadyClock::now() - began).count();
}

void bare_query(Database& database, const std::string& question) {
    const auto match = match::any(documents::terms_of(question), words::only(words::Language::english));
    auto work = [&](Transaction& tx) {
        return tx.each(
            "SELECT s.rowid FROM passage_search s WHERE s.passage_search MATCH $1 ORDER BY s.rank LIMIT 40",
            [](const Row&) {}, match);
    };
    database.read_now(work);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) return 2;
    crypto_init();
    const std::filesystem::path folder = argv[1];
    const auto database = open_sqlite({.path = (folder / "retrieval.db").string(), .readers = 1});
    DocumentStore store(*database);

    const std::filesystem::path first = argv[3];
    const auto text = file_text(first.parent_path() / "texts/world-factbook.md");
    std::vector<RetrievalQuestion> all;
    std::string quality;
    const Id reader = add_user(*database);
    store_document(store, reader, text, cut_passages(text, documents::Shape::headed));
    for (int i = 3; i < argc; ++i) {
        const auto questions = questions_in(argv[i]);
        const auto wrong = missed(store, reader, questions);
        for (const auto& one : wrong)
            fmt::print(stderr, "not among the first five: {} ({})\n", one.question, one.heading);
        quality += fmt::format("{}{{\"right\": {}, \"asked\": {}}}", quality.empty() ? "" : ", ",
                               questions.size() - wrong.size(), questions.size());
        all.insert(all.end(), questions.begin(), questions.end());
    }

    const Id owner = add_user(*database);
    fill(store, owner, text, static_cast<std::size_t>(std::atol(argv[2])));
    double ours = 0;
    double bare = 0;
    for (int round = -1; round < rounds; ++round) {  // the first one warms up
        for (const auto& asked : all) {
            const auto a = microseconds_of([&] { retrieved(store, owner, asked.question); });
            const auto b = microseconds_of([&] { bare_query(*database, asked.question); });
            if (round < 0) continue;
            ours += a;
            bare += b;
        }
    }
    const auto times = static_cast<double>(all.size()) * rounds;
    fmt::print("{{\"ours_us\": {:.1f}, \"bare_us\": {:.1f}, \"quality\": [{}]}}\n", ours / times, bare / times,
               quality);
    return 0;
}
