#pragma once

#include <boost/json/value.hpp>

namespace rustygpt::tools {

// The number as the canonical form (RFC 8785) has it: what is whole and below 2^53 is an int64, all else a double.
// Tools that look at JSON go by this, so that two inputs of the same digest give the same output. Other kinds of value
// are left as they are.
boost::json::value canonical_number(const boost::json::value& value);

}  // namespace rustygpt::tools
