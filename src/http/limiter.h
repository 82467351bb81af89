#pragma once

#include "http/call.h"

namespace rustygpt::http {

// The port through which the pipeline asks whether a request may go on. Called on any core's thread; must not block.
class Limiter {
public:
    virtual ~Limiter() = default;

    // When route and caller are known, before the body is read. Writes call.limit_headers where the route is limited.
    // Throws limits::Refused.
    virtual void admit(Call& call) = 0;
};

}  // namespace rustygpt::http
