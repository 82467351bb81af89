#include "accounts/metrics.h"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace rustygpt::accounts {
namespace {

// One sample per enumerator, its name as the label's value.
template <class Enum, std::size_t count>
void write_each(metrics::Page& page, std::string_view label, const std::array<metrics::Counter, count>& counters) {
    using All = boost::describe::describe_enumerators<Enum>;
    static_assert(boost::mp11::mp_size<All>::value == count);
    boost::mp11::mp_for_each<All>(
        [&](auto one) { page.sample({{label, one.name}}, counters[static_cast<std::size_t>(one.value)].value()); });
}

}  // namespace

void AuthMetrics::write(metrics::Page& page) const {
    page.counter("rustygpt_auth_logins_total", "Attempts to sign in, by how they ended.");
    write_each<LoginResult>(page, "result", logins_);
    page.counter("rustygpt_auth_session_rotations_total", "Secrets of sessions that were replaced, by why.");
    write_each<Rotation>(page, "reason", rotations_);
}

}  // namespace rustygpt::accounts
