#pragma once

// What a retriever records and what an answer makes of it: functions of values alone.

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "documents/retrieval.h"
#include "reasoning/answering.h"

namespace rustygpt::nodes {

// The retriever's input: the query, the statistics, and the candidates' ids and digests (SHA-256 of context and text).
boost::json::value retriever_input(std::string_view query, const documents::Found& found);
// The retriever's output: a grade ("found", "closest", "nothing") and the best passages, best first, each with the
// sentences that are worth quoting and the question's words that it lacks. Of passages with the same quote the best one
// alone.
boost::json::value ranked_passages(std::string_view query, const documents::Statistics& statistics,
                                   const std::vector<documents::Candidate>& candidates);

// Ranks the candidates of a recorded input again. `present`: those of them that could be had, by their ids
// (documents::Retrieval::candidates). Where one has gone or has changed, there is no output to compare with: the ids
// of these are the error, and the node has drifted. Throws std::exception where the input is no retriever's.
std::expected<boost::json::value, std::vector<std::string>> rank_again(
    const boost::json::value& input, const std::vector<documents::Candidate>& present);
// Whether a value has the members of a retriever's input, each of its kind.
bool is_retriever_input(const boost::json::value& input);
// The ids that rank_again() needs.
std::vector<std::string> recorded_candidates(const boost::json::value& input);

// A retriever's output as a section of an answer.
struct CitedText {
    std::string text;
    std::vector<reasoning::Citation> citations;
};
CitedText tell_passages(std::string_view query, const boost::json::value& output);

}  // namespace rustygpt::nodes
