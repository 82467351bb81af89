#pragma once

// Settings in the form in which each part wants them.

#include <memory>
#include <vector>

#include "accounts/sessions.h"
#include "config/settings.h"
#include "http/openapi.h"
#include "http/options.h"
#include "reasoning/limits.h"
#include "reasoning/model.h"
#include "storage/retention.h"
#include "tools/registry.h"

namespace rustygpt::app {

http::ServerOptions server_options(const config::Settings& settings);
http::ApiInfo api_info(const config::Settings& settings);
accounts::SessionPolicy session_policy(const config::Settings& settings);
storage::RetentionLimits retention(const config::Settings& settings);
reasoning::Limits engine_limits(const config::Settings& settings);
// The models that may be named; the first is the default. Throws std::runtime_error for a provider that is not there.
std::vector<std::unique_ptr<reasoning::Model>> models_of(const config::Settings& settings,
                                                         const tools::Registry& tools);
std::vector<std::string> names_of(const std::vector<std::unique_ptr<reasoning::Model>>& models);
// Connections for reading; one of the pool is the writer's.
unsigned readers(const config::Settings& settings);

}  // namespace rustygpt::app
