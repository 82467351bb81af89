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
    bool documents = false;            // whether the user has any
    std::vector<reasoning::Citation> citations{};  // of what was told so far
    reasoning::ModelTurn turn{};       // once the model has spoken
    bool finished = false;             // the responder has said all there is to say
};

// The factories of the node kinds. The answer outlives the nodes.

reasoning::NodeSpec prompt_node(Answer& answer);
reasoning::NodeSpec model_node(Answer& answer, std::string prompt_id);
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
