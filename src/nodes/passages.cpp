#include "nodes/passages.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "base/crypto.h"
#include "base/utf8.h"
#include "documents/excerpt.h"

namespace rustygpt::nodes {
namespace {

namespace json = boost::json;
using documents::Candidate;

constexpr std::size_t most_passages = 5;
constexpr std::size_t most_told = 3;
constexpr std::int64_t excerpt_length = 400;  // code points
constexpr double least_of_best = 0.5;         // a further passage is told where it scores so much of the best's
constexpr std::size_t most_shown = 120;       // bytes of a question or a title in an answer

std::string digest_of(const Candidate& candidate) { return hex(sha256(candidate.context + '\0' + candidate.text)); }

json::value as_json(const documents::Statistics& statistics) {
    return {{"passages", statistics.passages},
            {"words", statistics.words},
            {"having", json::array(statistics.having.begin(), statistics.having.end())}};
}

documents::Statistics statistics_from(const json::value& value) {
    documents::Statistics statistics{
        .passages = value.at("passages").as_int64(), .words = value.at("words").as_int64(), .having = {}};
    for (const auto& count : value.at("having").as_array()) statistics.having.push_back(count.as_int64());
    return statistics;
}

json::value passage_json(const Candidate& candidate, const documents::Ranked& ranked,
                         const std::vector<documents::Term>& terms) {
    const auto excerpt = documents::excerpt_of(candidate.text, terms, excerpt_length);
    return {{"id", candidate.id},
            {"title", candidate.title},
            {"start", candidate.start + excerpt.range.start},
            {"end", candidate.start + excerpt.range.end},
            {"excerpt", excerpt.text},
            {"score", ranked.score},
            {"coverage", ranked.coverage}};
}

// On one line, and nothing that Markdown would read as its own.
std::string shown(std::string_view text) {
    const auto cut = utf8::prefix(text, most_shown);
    std::string out(cut);
    for (char& c : out)
        if (std::string_view("\n\r\t`*_<>[]").contains(c)) c = ' ';
    while (out.ends_with(' ') || out.ends_with('?') || out.ends_with('.')) out.pop_back();
    return cut.size() < text.size() ? out + "\u2026" : out;
}

std::string quoted(std::string_view excerpt) {
    std::string out = "> ";
    for (const char c : excerpt) {
        out.push_back(c);
        if (c == '\n') out += "> ";
    }
    return out;
}

bool answers(const json::value& passage, double best) {
    return passage.at("coverage").to_number<double>() >= documents::least_coverage &&
           passage.at("score").to_number<double>() >= best * least_of_best;
}

void tell_one(CitedText& told, const json::value& passage) {
    const std::string_view id = passage.at("id").as_string();
    const std::string title(passage.at("title").as_string());
    const std::string excerpt(passage.at("excerpt").as_string());
    told.text += "\n\n" + quoted(excerpt);
    if (!id.starts_with("document:")) {
        told.text += fmt::format("\n\n\u2014 from your conversation \u201c{}\u201d", shown(title));
        return;
    }
    const auto document = Id::parse(id.substr(9, 36));
    if (!document) return;
    const auto start = passage.at("start").as_int64();
    const auto end = passage.at("end").as_int64();
    told.text += fmt::format("\n\n\u2014 [{}] {}", told.citations.size() + 1, shown(title));
    told.citations.push_back({.document_id = *document,
                              .title = title,
                              .start = start,
                              .end = end,
                              .excerpt = excerpt,
                              .score = passage.at("score").to_number<double>()});
}

}  // namespace

json::value retriever_input(std::string_view query, const documents::Found& found) {
    json::array candidates;
    for (const auto& candidate : found.candidates)
        candidates.push_back(json::object{{"id", candidate.id}, {"digest", digest_of(candidate)}});
    return {{"query", query}, {"statistics", as_json(found.statistics)}, {"candidates", std::move(candidates)}};
}

json::value ranked_passages(std::string_view query, const documents::Statistics& statistics,
                            const std::vector<Candidate>& candidates) {
    const auto terms = documents::terms_of(query);
    json::array passages;
    for (const auto& ranked : documents::rank(terms, statistics, candidates)) {
        if (passages.size() == most_passages) break;
        passages.push_back(passage_json(candidates[ranked.candidate], ranked, terms));
    }
    return {{"passages", std::move(passages)}};
}

std::vector<std::string> recorded_candidates(const json::value& input) {
    std::vector<std::string> ids;
    for (const auto& candidate : input.at("candidates").as_array()) ids.emplace_back(candidate.at("id").as_string());
    return ids;
}

bool is_retriever_input(const json::value& input) {
    try {
        statistics_from(input.at("statistics"));
        for (const auto& one : input.at("candidates").as_array()) {
            (void)one.at("id").as_string();
            (void)one.at("digest").as_string();
        }
        return input.at("query").is_string();
    } catch (const std::exception&) {
        return false;
    }
}

std::expected<json::value, std::vector<std::string>> rank_again(const json::value& input,
                                                                const std::vector<Candidate>& present) {
    std::vector<Candidate> candidates;
    std::vector<std::string> gone;
    for (const auto& recorded : input.at("candidates").as_array()) {
        const std::string_view id = recorded.at("id").as_string();
        const auto found = std::ranges::find(present, id, &Candidate::id);
        if (found != present.end() && digest_of(*found) == recorded.at("digest").as_string())
            candidates.push_back(*found);
        else gone.emplace_back(id);
    }
    if (!gone.empty()) return std::unexpected(std::move(gone));
    return ranked_passages(input.at("query").as_string(), statistics_from(input.at("statistics")), candidates);
}

CitedText tell_passages(std::string_view query, const json::value& output) {
    CitedText told;
    const auto& passages = output.at("passages").as_array();
    const double best = passages.empty() ? 0 : passages.front().at("score").to_number<double>();
    std::size_t count = 0;
    for (const auto& passage : passages) {
        if (count == most_told || !answers(passage, best)) continue;
        ++count;
        tell_one(told, passage);
    }
    if (count == 0)
        told.text = fmt::format("I found nothing about \u201c{}\u201d in your documents and earlier conversations.",
                                shown(query));
    else told.text = fmt::format("I found this about \u201c{}\u201d:", shown(query)) + told.text;
    return told;
}

}  // namespace rustygpt::nodes
