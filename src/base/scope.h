#pragma once

#include <boost/describe/enum.hpp>

namespace rustygpt {

// What an API token may be used for, within its owner's role.
enum class Scope { chat, read, documents, admin, metrics };
BOOST_DESCRIBE_ENUM(Scope, chat, read, documents, admin, metrics)

}  // namespace rustygpt
