#pragma once

#include <memory>

#include "reasoning/model.h"
#include "tools/registry.h"

namespace rustygpt::models {

// The model "builtin": finds with the tools' own matchers what a prompt asks for, and has questions that no tool
// answers looked up in the user's documents. Deterministic, offline, without memory of earlier turns. The registry
// outlives it.
std::unique_ptr<reasoning::Model> make_builtin(const tools::Registry& tools);

}  // namespace rustygpt::models
