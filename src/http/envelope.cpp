#include "http/envelope.h"

#include <boost/json/serialize.hpp>

#include "base/json.h"
#include "http/limit_headers.h"
#include "http/route.h"
#include "limits/refused.h"
#include "telemetry/log.h"

namespace rustygpt::http {
namespace {

// The same number in header and details, whoever left it out.
std::int64_t retry_after(json::object& details) {
    auto& seconds = details["retry_after_seconds"];
    if (!seconds.is_number() || seconds.to_number<double>() < 1) seconds = 1;
    return seconds.to_number<std::int64_t>();
}

Response internal_error(std::string_view what, const Call& call) {
    log::write(log::Level::error, "request failed", call.trace_id,
               {{"method", name_of(call.method)}, {"route", call.route ? call.route->path : ""}, {"error", what}});
    return envelope(
        Failure(Failure::Kind::internal_error, "Something went wrong here. The trace id helps to find it."));
}

}  // namespace

Response envelope(Failure failure) {
    const auto status = status_of(failure.kind);
    Response response = Response::json({}, status);
    if (status == 429 || status == 503)
        response.headers.push_back({"Retry-After", std::to_string(retry_after(failure.details))});
    if (status == 401)
        response.headers.push_back(
            {"WWW-Authenticate", failure.kind == Failure::Kind::invalid_token ? "Bearer" : "session"});
    response.body = R"({"code":")";
    response.body += code_of(failure.kind);
    response.body += R"(","message":)";
    append_quoted(response.body, failure.message);
    response.body += R"(,"details":)";
    append_json(response.body, failure.details);
    response.body += '}';
    return response;
}

Response envelope_of(const std::exception_ptr& error, Call& call) {
    try {
        std::rethrow_exception(error);
    } catch (const limits::Refused& refused) {
        call.limit_headers = limit_headers(refused.profile, refused.burst, refused.decision);
        return envelope(refused);
    } catch (const Failure& failure) {
        return envelope(failure);
    } catch (const std::bad_alloc&) {
        return envelope(Failure::busy(Failure::Kind::unavailable, "The server is short of memory.", 1));
    } catch (const std::exception& unexpected) {
        return internal_error(unexpected.what(), call);
    } catch (...) {
        return internal_error("not an exception", call);
    }
}

}  // namespace rustygpt::http
