#pragma once

// What happens to a request between the wire and its handler, and what becomes of what the handler throws.

#include <exception>
#include <optional>
#include <string_view>

#include "http/authenticator.h"
#include "http/exchange.h"
#include "http/framing.h"
#include "http/options.h"
#include "http/origin.h"
#include "http/peer.h"
#include "http/refusal_log.h"
#include "http/route.h"
#include "http/router.h"

namespace rustygpt::http {

class Pipeline {
public:
    // All of them outlive the pipeline. Used by all cores at once.
    Pipeline(const ServerOptions& options, const Routes& routes, Authenticator& authenticator);

    // Takes a request whose head has been read as far as it goes without waiting. True: exchange.response is there.
    bool begin(Exchange& exchange, std::string_view socket_peer) const;
    // The rest, for a request that has to wait: for its session, its body or its handler.
    Task<> finish(Exchange& exchange, BodySource& body) const;
    // Whether the address is a trusted proxy's, behind which are many people.
    [[nodiscard]] bool trusts(std::string_view address) const { return proxies_.contains(address); }
    // The answer to what could not be read as a request.
    void refuse(Exchange& exchange, const Failure& failure) const;

private:
    using Wait = Exchange::Wait;

    Wait proceed(Exchange& exchange) const;
    Task<> wait(Exchange& exchange, BodySource& body) const;
    void read_target(Exchange& exchange) const;
    // False where the answer is already there.
    bool find_route(Exchange& exchange) const;
    Wait identify(Exchange& exchange) const;
    void require_no_forgery(const Exchange& exchange) const;
    void require_no_foreign_page(const Call& call) const;
    void require_acceptable_body(const Exchange& exchange) const;
    [[nodiscard]] std::size_t body_limit(const Exchange& exchange) const;
    void answer_options(Exchange& exchange, std::string_view allow) const;
    void complete(Exchange& exchange, const std::exception_ptr& error) const;
    void add_cors(Exchange& exchange) const;

    const ServerOptions& options_;
    Authenticator& authenticator_;
    Router router_;
    Origins origins_;
    TrustedProxies proxies_;
    mutable RefusalLog refusals_;
};

// 413, from a length or while reading.
Failure body_too_large(std::size_t limit);

}  // namespace rustygpt::http
