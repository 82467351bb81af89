#pragma once

// Settings in the form in which each part wants them.

#include <memory>
#include <vector>

#include "accounts/sessions.h"
#include "base/pool.h"
#include "config/settings.h"
#include "http/openapi.h"
#include "http/options.h"
#include "reasoning/limits.h"
#include "reasoning/model.h"
#include "storage/retention.h"
#include "tools/registry.h"

namespace rustygpt::app {

// The file of the configured database. Throws config::Error where it is no SQLite one.
std::string sqlite_file(const config::Settings& settings);
// How many connections may be open where there are so many descriptors, some of which the database's readers take.
std::size_t connections_for(std::size_t descriptors, std::size_t readers);
// The soft limit becomes the hard one. Before server_options().
void raise_descriptor_limit();
http::ServerOptions server_options(const config::Settings& settings);
http::ApiInfo api_info(const config::Settings& settings);
accounts::SessionPolicy session_policy(const config::Settings& settings);
storage::RetentionLimits retention(const config::Settings& settings);
reasoning::Limits engine_limits(const config::Settings& settings);
// Reads, or makes, the server's own key beside the database. Throws config::Error.
accounts::ServerKey server_key(const config::Settings& settings, const std::string& database_file);
// The models that may be named; the first is the default. pool: see make_builtin. Throws std::runtime_error for a
// provider that is not there.
std::vector<std::unique_ptr<reasoning::Model>> models_of(const config::Settings& settings, const tools::Registry& tools,
                                                         Pool* pool = nullptr);
std::vector<std::string> names_of(const std::vector<std::unique_ptr<reasoning::Model>>& models);
// What a start would refuse although each value by itself is allowed. Throws config::Error.
void require_startable(const config::Settings& settings);
// Connections for reading; the writer has one of its own besides.
unsigned readers(const config::Settings& settings);

}  // namespace rustygpt::app
