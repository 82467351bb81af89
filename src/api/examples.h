#pragma once

// Example bodies for the OpenAPI document. The contract tests hold them against their schemas.

#include <string_view>

#include "base/json.h"

namespace rustygpt::api::examples {

json::value message();
json::value message_with_cursor();
json::value receipt();
json::value conversation();
json::value conversation_list();
json::value conversation_summary();
json::value conversation_export();
json::value trace();
json::value verification();

}  // namespace rustygpt::api::examples
