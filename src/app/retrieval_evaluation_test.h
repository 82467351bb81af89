#pragma once

// For the test and the benchmark of answers from documents: paragraphs, each a document of one user's, and questions,
// each with the paragraph that answers it, asked of the engine as the server composes it over a real database. Each
// question is asked once more with that paragraph taken away: then nothing of it may pass for found.

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>

#include "base/crypto.h"
#include "base/run_blocking.h"
#include "models/builtin.h"
#include "nodes/engine.h"
#include "reasoning/trace.h"
#include "storage/retrieval_questions_test.h"
#include "storage/sqlite/sqlite.h"

namespace rustygpt::app {

namespace json = boost::json;

struct ParagraphQuestion {
    std::string question;
    std::string paragraph;  // the id of the one that answers it
};

// {"docs": {id: text}, "queries": {id: question}, "qrels": {question's id: {id: 1}}}, as XQuAD is kept.
struct ParagraphSet {
    std::map<std::string, std::string> paragraphs;
    std::vector<ParagraphQuestion> questions;

    static ParagraphSet from(const json::value& all) {
        ParagraphSet set;
        for (const auto& [id, paragraph] : all.at("docs").as_object())
            set.paragraphs.emplace(id, std::string(paragraph.as_string()));
        for (const auto& [id, question] : all.at("queries").as_object())
            for (const auto& [right, _] : all.at("qrels").at(id).as_object())
                set.questions.push_back({std::string(question.as_string()), std::string(right)});
        return set;
    }
    static ParagraphSet read(const std::filesystem::path& file) { return from(json::parse(storage::file_text(file))); }
    // A file with one such set for each language.
    static std::map<std::string, ParagraphSet> read_each(const std::filesystem::path& file) {
        std::map<std::string, ParagraphSet> sets;
        const auto all = json::parse(storage::file_text(file));
        for (const auto& [language, set] : all.as_object()) sets.emplace(language, from(set));
        return sets;
    }
};

struct RetrievalScore {
    std::size_t asked = 0;
    std::size_t told = 0;              // the right paragraph is among those that the answer quotes
    std::size_t among_five = 0;        // among the first five of the order
    std::size_t found = 0;             // the answer says that it is found
    std::size_t found_without = 0;     // and says so where the right paragraph was taken away
    std::size_t quoted = 0;            // passages of all answers
    std::vector<std::string> not_told{};

    [[nodiscard]] double share(std::size_t count) const {
        return asked == 0 ? 0 : static_cast<double>(count) / static_cast<double>(asked);
    }
};

class Bookshelf {
public:
    // A database in this folder, which is there.
    explicit Bookshelf(const std::filesystem::path& folder)
        : database_(storage::open_sqlite({.path = (folder / "paragraphs.db").string()})),
          store_(*database_),
          tools_(tools::Registry::builtin()),
          pool_("tools", 2, 1'000) {
        std::vector<std::unique_ptr<reasoning::Model>> models;
        models.push_back(models::make_builtin(tools_, &pool_));
        engine_ = nodes::make_engine(tools_, pool_, {}, std::move(models), &store_);
        auto work = [id = reader_](storage::Transaction& tx) {
            tx.run(
                "INSERT INTO users (id, email, email_key, username, username_key, display_name, role, password_hash, "
                "created_at) VALUES ($1, $1, $1, $1, $1, $1, 'member', '', 0)",
                id);
        };
        database_->write_now(work);
    }

    Id put(const std::string& title, const std::string& content) {
        documents::NewDocument document{.user_id = reader_,
                                        .title = title,
                                        .format = documents::Format::text,
                                        .bytes = std::ssize(content),
                                        .content = content,
                                        .retry = {},
                                        .quota = {}};
        auto passages = storage::cut_passages(content, documents::Shape::prose);
        document.characters = static_cast<std::int64_t>(utf8::code_points(content));
        document.passages = std::ssize(passages);
        for (const auto& passage : passages) document.words += words::count_words(passage.text);
        const auto added = run_blocking(store_.add(std::move(document)));
        run_blocking(store_.index(added.document.id, added.first_row, 0, std::move(passages)));
        run_blocking(store_.settle(added.document.id, documents::Status::ready, std::nullopt));
        return added.document.id;
    }
    void take_away(const Id& document) {
        run_blocking(store_.remove(reader_, document));
        while (run_blocking(store_.sweep())) {}
    }

    struct Answer {
        std::string text;
        std::string grade;             // of the search; empty where nothing was searched for
        std::vector<Id> quoted;        // documents
        std::vector<std::string> order;  // passages' ids, best first
    };
    Answer ask(const std::string& prompt) {
        Listener listener;
        reasoning::Question question{.user_id = reader_, .prompt = prompt};
        const auto ending = run_blocking(engine_->answer(std::move(question), listener, {}));
        Answer answer{.text = listener.text, .grade = {}, .quoted = {}, .order = {}};
        for (const auto& citation : ending.citations) answer.quoted.push_back(citation.document_id);
        for (const auto& node : listener.kept.nodes) {
            if (node.kind != reasoning::NodeKind::retriever || !node.output) continue;
            answer.grade = node.output->at("grade").as_string();
            for (const auto& passage : node.output->at("passages").as_array())
                answer.order.emplace_back(passage.at("id").as_string());
        }
        return answer;
    }

private:
    class Listener final : public reasoning::AnswerSink {
    public:
        Task<> delta(std::string content, std::string) override {
            text += content;
            co_return;
        }
        Task<> step(reasoning::Step) override { co_return; }
        void trace(reasoning::Trace&& trace) override { kept = std::move(trace); }

        std::string text;
        reasoning::Trace kept;
    };

    std::unique_ptr<storage::Database> database_;
    storage::DocumentStore store_;
    tools::Registry tools_;
    Pool pool_;
    std::unique_ptr<reasoning::Engine> engine_;
    Id reader_ = new_id();
};

inline void judge(RetrievalScore& score, const ParagraphQuestion& asked, const Bookshelf::Answer& answer,
                  const Id& right) {
    ++score.asked;
    score.quoted += answer.quoted.size();
    score.found += answer.grade == "found" ? 1 : 0;
    const bool told = std::ranges::find(answer.quoted, right) != answer.quoted.end();
    score.told += told ? 1 : 0;
    if (!told) score.not_told.push_back(asked.question);
    score.among_five +=
        std::ranges::any_of(answer.order,
                            [&](const std::string& id) { return id.starts_with("document:" + right.text() + ":"); })
            ? 1
            : 0;
}

inline RetrievalScore evaluate(const ParagraphSet& set, const std::filesystem::path& folder) {
    Bookshelf shelf(folder);
    std::map<std::string, Id> kept;
    for (const auto& [id, text] : set.paragraphs) kept[id] = shelf.put("paragraph " + id + ".txt", text);
    RetrievalScore score;
    for (const auto& asked : set.questions) judge(score, asked, shelf.ask(asked.question), kept.at(asked.paragraph));
    for (const auto& [id, text] : set.paragraphs) {
        shelf.take_away(kept[id]);
        for (const auto& asked : set.questions)
            if (asked.paragraph == id) score.found_without += shelf.ask(asked.question).grade == "found" ? 1 : 0;
        kept[id] = shelf.put("paragraph " + id + ".txt", text);
    }
    return score;
}

}  // namespace rustygpt::app
