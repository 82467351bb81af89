#pragma once

#include <exception>

#include "base/failure.h"
#include "http/call.h"

namespace rustygpt::http {

// The one envelope of all errors, with the headers that its status calls for: Retry-After, WWW-Authenticate.
Response envelope(Failure failure);
// The envelope of whatever a handler threw. What is no Failure becomes 500 internal_error and a log record; a limit
// that refused has its bucket told in the call's limit_headers.
Response envelope_of(const std::exception_ptr& error, Call& call);

}  // namespace rustygpt::http
