#include "nodes/passages.h"

#include <algorithm>
#include <set>

#include <boost/describe/enum.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "base/crypto.h"
#include "base/utf8.h"
#include "documents/quote.h"

namespace rustygpt::nodes {
namespace {

namespace json = boost::json;
using documents::Candidate;

constexpr std::size_t most_passages = 5;
constexpr std::size_t most_told = 3;
constexpr std::int64_t excerpt_length = 400;  // code points
constexpr double least_of_best = 0.35;        // a further passage is told where it scores so much of the best's
constexpr std::size_t most_named = 5;         // words that a passage lacks
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

json::value passage_json(const Candidate& candidate, const documents::Ranked& ranked, const documents::Excerpt& quote) {
    return {{"id", candidate.id},
            {"title", candidate.title},
            {"start", candidate.start + quote.range.start},
            {"end", candidate.start + quote.range.end},
            {"excerpt", quote.text},
            {"score", ranked.score},
            {"coverage", ranked.coverage},
            {"missing", json::array(ranked.missing.begin(), ranked.missing.end())}};
}

bool of_document(std::string_view id) { return id.starts_with("document:"); }

enum class Grade { nothing, closest, found };
BOOST_DESCRIBE_ENUM(Grade, nothing, closest, found)

Grade grade_of(const documents::Ranked& best, const documents::Statistics& statistics) {
    if (best.coverage >= documents::least_found(statistics.passages)) return Grade::found;
    return best.coverage >= documents::least_told(statistics.passages) ? Grade::closest : Grade::nothing;
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

void tell_one(CitedText& told, const json::value& passage) {
    const std::string_view id = passage.at("id").as_string();
    const std::string title(passage.at("title").as_string());
    const std::string excerpt(passage.at("excerpt").as_string());
    told.text += "\n\n" + quoted(excerpt);
    if (!of_document(id)) {
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

// The best, and of the next ones those that score nearly as much.
std::vector<const json::value*> told_among(const json::array& passages) {
    std::vector<const json::value*> chosen;
    for (const auto& passage : passages) {
        if (chosen.size() == most_told) break;
        const auto score = passage.at("score").to_number<double>();
        if (score >= passages.front().at("score").to_number<double>() * least_of_best) chosen.push_back(&passage);
    }
    return chosen;
}

std::vector<std::string> missing_in(const json::value& passage) {
    std::vector<std::string> missing;
    for (const auto& word : passage.at("missing").as_array()) missing.emplace_back(word.as_string());
    return missing;
}

// Words that none of the passages has.
std::vector<std::string> missing_in_all(const std::vector<const json::value*>& passages) {
    auto common = missing_in(*passages.front());
    for (const auto* passage : passages) {
        const auto its = missing_in(*passage);
        std::erase_if(common, [&](const std::string& word) { return std::ranges::find(its, word) == its.end(); });
    }
    return common;
}

// "*x*, *y* and *z*".
std::string named(const std::vector<std::string>& missing) {
    std::string words;
    for (std::size_t i = 0; i < missing.size() && i < most_named; ++i) {
        if (i > 0) words += i + 1 == missing.size() ? " and " : ", ";
        words += '*' + shown(missing[i]) + '*';
    }
    if (missing.size() > most_named) words += fmt::format(" and {} more words", missing.size() - most_named);
    return words;
}

// "; it says nothing of *x*". Where each of several has another part of the question, what the best one lacks; nothing
// where no word is missing.
std::string lacks(const std::vector<const json::value*>& passages) {
    if (const auto missing = missing_in_all(passages); !missing.empty())
        return fmt::format("; {} nothing of {}", passages.size() > 1 ? "they say" : "it says", named(missing));
    const auto of_best = missing_in(*passages.front());
    return of_best.empty() ? std::string() : "; the first says nothing of " + named(of_best);
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
    const auto weights = documents::weights_of(terms, statistics);
    // A heading by itself answers nothing.
    auto sources = candidates;
    std::erase_if(sources, [](const Candidate& one) { return !documents::says_anything(one.text); });
    const auto order = documents::rank(terms, statistics, sources);
    std::set<std::string, std::less<>> quoted;  // the same text may have been uploaded twice
    json::array passages;
    for (const auto& ranked : order) {
        if (passages.size() == most_passages) break;
        const auto& source = sources[ranked.candidate];
        const auto quote = documents::quote_of(source.text, terms, weights, excerpt_length);
        if (quoted.insert(quote.text).second) passages.push_back(passage_json(source, ranked, quote));
    }
    const auto grade = order.empty() ? Grade::nothing : grade_of(order.front(), statistics);
    return {{"grade", boost::describe::enum_to_string(grade, "")}, {"passages", std::move(passages)}};
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
    const std::string_view grade = output.at("grade").as_string();
    if (grade == "nothing") {
        told.text = fmt::format("I found nothing about \u201c{}\u201d in your documents and earlier conversations.",
                                shown(query));
        return told;
    }
    const auto chosen = told_among(output.at("passages").as_array());
    if (grade == "found") told.text = fmt::format("I found this about \u201c{}\u201d:", shown(query));
    else told.text = fmt::format("This is the closest that I found to \u201c{}\u201d{}:", shown(query), lacks(chosen));
    for (const auto* passage : chosen) tell_one(told, *passage);
    return told;
}

}  // namespace rustygpt::nodes
