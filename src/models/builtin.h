#pragma once

#include <memory>

#include "base/pool.h"
#include "reasoning/model.h"
#include "tools/registry.h"

namespace rustygpt::models {

// The model "builtin": finds with the tools' own matchers what a prompt asks for, and has questions that no tool
// answers looked up in the user's documents. Deterministic, offline; of earlier turns it knows what their tools have
// worked out, for follow-ups, and nothing else. pool: where it plans; a long prompt takes tenths of a second, for which
// other answers shall not wait. Null: on the caller's thread. Registry and pool outlive it.
std::unique_ptr<reasoning::Model> make_builtin(const tools::Registry& tools, Pool* pool = nullptr);

}  // namespace rustygpt::models
