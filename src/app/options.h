#pragma once

// Settings in the form in which each part wants them.

#include "accounts/sessions.h"
#include "config/settings.h"
#include "http/openapi.h"
#include "http/options.h"
#include "storage/retention.h"

namespace rustygpt::app {

http::ServerOptions server_options(const config::Settings& settings);
http::ApiInfo api_info(const config::Settings& settings);
accounts::SessionPolicy session_policy(const config::Settings& settings);
storage::RetentionLimits retention(const config::Settings& settings);
// Connections for reading; one of the pool is the writer's.
unsigned readers(const config::Settings& settings);

}  // namespace rustygpt::app
