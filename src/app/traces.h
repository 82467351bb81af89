#pragma once

#include <memory>
#include <stop_token>

#include "api/traces.h"
#include "base/pool.h"
#include "documents/retrieval.h"
#include "config/settings.h"
#include "tools/registry.h"

namespace rustygpt::app {

// Runs on the engine's executor, like the answers do, and ends with stop().
class Traces {
public:
    Traces(const config::Settings& settings, const tools::Registry& tools, Pool& pool, Executor executor,
           chat::Store& store, documents::Retrieval& retrieval);
    void stop() { stop_.request_stop(); }

private:
    std::stop_source stop_;
    std::unique_ptr<reasoning::Verifier> verifier_;

public:
    const api::TraceServices services;
};

// The verifier that the server and the command line share.
std::unique_ptr<reasoning::Verifier> make_verifier(const config::Settings& settings, const tools::Registry& tools,
                                                   Pool& pool, Executor executor,
                                                   documents::Retrieval* retrieval = nullptr);

}  // namespace rustygpt::app
