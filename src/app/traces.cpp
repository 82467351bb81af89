#include "app/traces.h"

#include <algorithm>

#include "app/options.h"
#include "models/builtin.h"
#include "nodes/verifier.h"

namespace rustygpt::app {
namespace {

// Somebody waits for the response.
constexpr std::chrono::seconds longest_verification{30};

}  // namespace

std::unique_ptr<reasoning::Verifier> make_verifier(const config::Settings& settings, const tools::Registry& tools,
                                                   Pool& pool, Executor executor, documents::Retrieval* retrieval) {
    auto limits = engine_limits(settings);
    limits.max_time = std::min<milliseconds>(limits.max_time, longest_verification);
    std::vector<std::unique_ptr<reasoning::Model>> models;
    models.push_back(models::make_builtin(tools, &pool));
    return nodes::make_verifier(tools, pool, limits, std::move(models), std::move(executor), retrieval);
}

Traces::Traces(const config::Settings& settings, const tools::Registry& tools, Pool& pool, Executor executor,
               chat::Store& store, documents::Retrieval& retrieval)
    : verifier_(make_verifier(settings, tools, pool, std::move(executor), &retrieval)),
      services{.store = store, .verifier = *verifier_, .stop = stop_.get_token()} {}

}  // namespace rustygpt::app
