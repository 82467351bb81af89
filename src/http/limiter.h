#pragma once

#include "http/call.h"

namespace rustygpt::http {

// The port through which the pipeline asks whether a request may go on. Called on any core's thread; must not block.
// Both may add headers to the call, and throw Failure::busy(rate_limit_exceeded, ...).
class Limiter {
public:
    virtual ~Limiter() = default;

    // Before anything else is looked at: only call.peer is known.
    virtual void admit_address(Call& call) = 0;
    // When route and caller are known, before the body is read.
    virtual void admit_route(Call& call) = 0;
};

}  // namespace rustygpt::http
