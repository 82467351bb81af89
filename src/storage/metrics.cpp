#include "storage/metrics.h"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace rustygpt::storage {

void DatabaseMetrics::write(metrics::Page& page) const {
    page.durations("rustygpt_db_operation_duration_seconds",
                   "Time from asking the database to its answer, or to the commit's end, waiting included.");
    using All = boost::describe::describe_enumerators<Operation>;
    static_assert(boost::mp11::mp_size<All>::value == operations);
    boost::mp11::mp_for_each<All>([&](auto one) {
        metrics::Durations::Sum sum;
        for (const auto& thread : threads_) sum += thread[static_cast<std::size_t>(one.value)];
        if (sum.count() > 0) page.sample({{"operation", one.name}}, sum);
    });
}

}  // namespace rustygpt::storage
