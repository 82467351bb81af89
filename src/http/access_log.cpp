#include "http/access_log.h"

#include "base/json.h"
#include "http/route.h"
#include "telemetry/log.h"

namespace rustygpt::http {

AccessRecord AccessRecord::begin(bool wanted) {
    AccessRecord record;
    record.wanted_ = wanted && log::enabled(log::Level::info);
    if (record.wanted_) record.began_ = std::chrono::steady_clock::now();
    return record;
}

void AccessRecord::answered(const Call& call, unsigned status) {
    if (!wanted_) return;
    route_ = call.route;
    method_ = call.method;
    status_ = status;
    trace_id_ = call.trace_id;
    user_id_ = call.caller.user_id;
}

void AccessRecord::write(std::size_t bytes) const {
    if (!wanted_) return;
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began_;
    json::value route;
    json::value user;
    if (route_) route = route_->path;
    if (user_id_ != Id{}) user = user_id_.text();
    log::write(log::Level::info, "request", trace_id_,
               {{"method", name_of(method_)},
                {"route", std::move(route)},
                {"status", status_},
                {"duration_ms", static_cast<double>(static_cast<std::int64_t>(took.count() * 1000)) / 1000},
                {"user_id", std::move(user)},
                {"bytes", bytes}});
}

}  // namespace rustygpt::http
