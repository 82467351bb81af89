#pragma once

// The blocking side of Database, apart from what most readers look for.

#include <future>

namespace rustygpt::storage {

template <class Result, class F>
Result Database::wait(F work, Operation operation, bool writing) {
    std::promise<Outcome<Result>> promise;
    auto ready = promise.get_future();
    auto done = [&promise](Outcome<Result> outcome) { promise.set_value(std::move(outcome)); };
    auto job = make_job<Result>(std::move(work), std::move(done), operation);
    if (writing) submit_write(std::move(job));
    else submit_read(std::move(job));
    Outcome<Result> outcome = ready.get();
    if (outcome.error) std::rethrow_exception(outcome.error);
    if constexpr (!std::is_void_v<Result>) return std::move(*outcome.value);
}

}  // namespace rustygpt::storage
