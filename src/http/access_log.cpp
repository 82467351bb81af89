#include "http/access_log.h"

#include "base/json.h"
#include "http/request_metrics.h"
#include "telemetry/log.h"

namespace rustygpt::http {

AccessRecord AccessRecord::begin(bool logged, RequestCounters* counters) {
    AccessRecord record;
    record.logged_ = logged && log::enabled(log::Level::info);
    record.counters_ = counters;
    if (record.logged_ || counters) record.began_ = Clock::now();
    return record;
}

void AccessRecord::answered(const Call& call, unsigned status) {
    if (!logged_ && !counters_) return;
    took_ = Clock::now() - began_;
    if (counters_) counters_->count(call.route, call.method, status, took_);
    if (!logged_) return;
    route_ = call.route;
    method_ = call.method;
    status_ = status;
    trace_id_ = call.trace_id;
    user_id_ = call.caller.user_id;
}

void AccessRecord::write(std::size_t bytes) const {
    if (!logged_) return;
    const std::chrono::duration<double, std::milli> took = took_;
    json::value route;
    json::value user;
    if (route_) route = route_->path;
    if (user_id_ != Id{}) user = user_id_.text();
    log::write(route_ && route_->probe && status_ < 400 ? log::Level::debug : log::Level::info, "request", trace_id_,
               {{"method", name_of(method_)},
                {"route", std::move(route)},
                {"status", status_},
                {"duration_ms", static_cast<double>(static_cast<std::int64_t>(took.count() * 1000)) / 1000},
                {"user_id", std::move(user)},
                {"bytes", bytes}});
}

void AccessRecord::write_at_end(std::size_t bytes) {
    if (!logged_) return;
    took_ = Clock::now() - began_;
    write(bytes);
}

}  // namespace rustygpt::http
