#pragma once

#include <memory>
#include <vector>

#include "base/pool.h"
#include "documents/retrieval.h"
#include "reasoning/engine.h"
#include "reasoning/limits.h"
#include "reasoning/model.h"
#include "tools/registry.h"

namespace rustygpt::nodes {

// The engine that answers with graphs of these nodes. models: at least one; the first answers where a question names
// none. Tools run on the pool. tools and pool outlive the engine; tools outlive the pool.
// retrieval: where searches look; it outlives the engine. Without it they fail.
std::unique_ptr<reasoning::Engine> make_engine(const tools::Registry& tools, Pool& pool, reasoning::Limits limits,
                                               std::vector<std::unique_ptr<reasoning::Model>> models,
                                               documents::Retrieval* retrieval = nullptr);

}  // namespace rustygpt::nodes
