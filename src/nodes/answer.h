#pragma once

#include <memory>
#include <vector>

#include "base/pool.h"
#include "documents/retrieval.h"
#include "nodes/speech.h"
#include "reasoning/model.h"
#include "tools/registry.h"

namespace rustygpt::nodes {

// What the nodes of one answer share. On one executor.
struct Answer {
    const reasoning::Question& question;
    const tools::Registry& tools;
    Pool& pool;
    reasoning::Model& model;
    Speech speech;
    documents::Retrieval* retrieval = nullptr;  // nothing where there is no place to search
    bool documents = false;                     // whether the user has any
    // Where a trace is run again: what was recorded. A node whose output its input alone does not give takes what it
    // lacks from here.
    const reasoning::Trace* record = nullptr;
    std::vector<reasoning::Citation> citations{};  // of what was told so far
    reasoning::ModelTurn turn{};  // once the model has spoken
};

// Puts what every graph begins with into the runner.
void begin_graph(Answer& answer, reasoning::Runner& runner);

// The factories of the node kinds. The answer outlives the nodes.

reasoning::NodeSpec prompt_node(Answer& answer);
// The question that a prompt node recorded as its input, but for the sampling beyond its seed. Throws std::exception
// where it is none.
reasoning::Question question_from(const boost::json::value& input);
// Whether the asker had documents then. Throws likewise.
bool documents_from(const boost::json::value& input);
std::vector<reasoning::Turn> turns_from(const boost::json::value& messages);
// The earlier results in a prompt node's input or output; none where it has no such member. Throws likewise.
std::vector<reasoning::EarlierResult> earlier_from(const boost::json::value& value);
reasoning::NodeSpec model_node(Answer& answer, std::string prompt_id);
// The sampling that a model node recorded in its input. Throws likewise.
reasoning::Sampling sampling_from(const boost::json::value& input);
// part: the turn's part that has the call.
reasoning::NodeSpec tool_node(Answer& answer, std::string model_id, std::size_t part);
// part: the turn's part that has the search.
reasoning::NodeSpec retriever_node(Answer& answer, std::string model_id, std::size_t part);
reasoning::NodeSpec reducer_node(std::vector<std::string> branch_ids);
// branch_ids: for each part of the turn its tool's or retriever's node, or "" for text. reducer_id: "" where there is
// none.
reasoning::NodeSpec responder_node(Answer& answer, std::string model_id, std::vector<std::string> branch_ids,
                                   std::string reducer_id);

}  // namespace rustygpt::nodes
