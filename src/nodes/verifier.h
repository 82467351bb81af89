#pragma once

#include <memory>
#include <vector>

#include "base/pool.h"
#include "documents/retrieval.h"
#include "reasoning/limits.h"
#include "reasoning/model.h"
#include "reasoning/verification.h"
#include "tools/registry.h"

namespace rustygpt::nodes {

// Runs recorded graphs again as the engine runs them, with these limits: the graphs on the executor, the tools, and all
// that takes a while, on the pool. models: those that are deterministic; of others the record has the words. tools and
// pool outlive the verifier, tools outlive the pool; the executor's thread runs as long as somebody waits. retrieval:
// where passages are fetched again; it outlives the verifier. Without it what rests on passages is not settled.
std::unique_ptr<reasoning::Verifier> make_verifier(const tools::Registry& tools, Pool& pool, reasoning::Limits limits,
                                                   std::vector<std::unique_ptr<reasoning::Model>> models,
                                                   Executor executor, documents::Retrieval* retrieval = nullptr);

}  // namespace rustygpt::nodes
