#pragma once

// For the test and the benchmark of retrieval: questions to a real text, asked as an answer asks them.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/run_blocking.h"
#include "base/utf8.h"
#include "storage/document_store.h"
#include "words/words.h"

namespace rustygpt::storage {

struct RetrievalQuestion {
    std::string question;
    std::string heading;  // the passage stands under it
    std::string words;    // which it holds
};

inline std::string file_text(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("no such file: " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

// A line each, three fields between tabs; # begins a comment.
inline std::vector<RetrievalQuestion> questions_in(const std::filesystem::path& file) {
    std::vector<RetrievalQuestion> questions;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        const auto first = line.find('\t');
        const auto second = line.find('\t', first + 1);
        if (line.starts_with('#') || second == line.npos) continue;
        questions.push_back(
            {line.substr(0, first), line.substr(first + 1, second - first - 1), line.substr(second + 1)});
    }
    return questions;
}

// Stores a text with these passages as somebody's ready document, as the library does.
inline Id store_document(DocumentStore& store, const Id& user, const std::string& content,
                         std::vector<documents::PassageText> passages) {
    documents::NewDocument document{.user_id = user,
                                    .title = "The World Factbook",
                                    .format = documents::Format::markdown,
                                    .bytes = std::ssize(content),
                                    .content = content,
                                    .passages = std::ssize(passages),
                                    .retry = {},
                                    .quota = {}};
    document.characters = static_cast<std::int64_t>(utf8::code_points(content));
    for (const auto& passage : passages) document.words += words::count_words(passage.text);
    const auto added = run_blocking(store.add(std::move(document)));
    for (std::size_t at = 0; at < passages.size(); at += 1'000) {
        const auto end = std::min(at + 1'000, passages.size());
        std::vector<documents::PassageText> batch(passages.begin() + static_cast<std::ptrdiff_t>(at),
                                                  passages.begin() + static_cast<std::ptrdiff_t>(end));
        const auto place = static_cast<std::int64_t>(at);
        run_blocking(store.index(added.document.id, added.first_row + place, place, std::move(batch)));
    }
    run_blocking(store.settle(added.document.id, documents::Status::ready, std::nullopt));
    return added.document.id;
}

inline std::vector<documents::PassageText> cut_passages(const std::string& content, documents::Shape shape) {
    std::vector<documents::PassageText> passages;
    for (auto& passage : documents::passages_of(content, shape)) {
        auto text = content.substr(passage.begin_byte, passage.end_byte - passage.begin_byte);
        passages.push_back({std::move(passage), std::move(text)});
    }
    return passages;
}

// The best passages for a question, best first.
inline std::vector<documents::Candidate> retrieved(DocumentStore& store, const Id& user, const std::string& question,
                                                   std::size_t most = 5) {
    documents::Wanted wanted{.user_id = user, .root_id = {}, .terms = documents::terms_of(question)};
    const auto terms = wanted.terms;
    const auto found = run_blocking(store.find(std::move(wanted)));
    std::vector<documents::Candidate> best;
    for (const auto& ranked : documents::rank(terms, found.statistics, found.candidates))
        if (best.size() < most) best.push_back(found.candidates[ranked.candidate]);
    return best;
}

// The questions whose right passage is not among the first five.
inline std::vector<RetrievalQuestion> missed(DocumentStore& store, const Id& user,
                                             const std::vector<RetrievalQuestion>& questions) {
    std::vector<RetrievalQuestion> wrong;
    for (const auto& asked : questions) {
        bool right = false;
        for (const auto& passage : retrieved(store, user, asked.question))
            right = right ||
                    (passage.context.contains(" > " + asked.heading + " > ") && passage.text.contains(asked.words));
        if (!right) wrong.push_back(asked);
    }
    return wrong;
}

}  // namespace rustygpt::storage
