#include "http/peer.h"

#include <gtest/gtest.h>

namespace rustygpt::http {
namespace {

bool straight(std::string peer, std::vector<std::pair<std::string_view, std::string_view>> headers = {}) {
    Call call;
    call.peer = std::move(peer);
    call.headers = headers;
    return straight_from_this_machine(call);
}

TEST(Peer, OnlyLoopbackAddressesAreThisMachine) {
    for (const auto* address : {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"})
        EXPECT_TRUE(straight(address)) << address;
    for (const auto* address :
         {"192.0.2.1", "10.0.0.1", "0.0.0.0", "::", "fe80::1", "2001:db8::1", "::ffff:192.0.2.1", "", "x"})
        EXPECT_FALSE(straight(address)) << address;
}

TEST(Peer, WhatWasForwardedIsNotStraightWhateverItSays) {
    EXPECT_TRUE(straight("127.0.0.1", {{"Host", "localhost"}, {"User-Agent", "Prometheus/2.42.0"}}));
    for (const auto* name :
         {"X-Forwarded-For", "forwarded", "X-REAL-IP", "Via", "X-Forwarded-Proto", "X-Forwarded-Host"})
        EXPECT_FALSE(straight("127.0.0.1", {{name, "127.0.0.1"}})) << name;
}

}  // namespace
}  // namespace rustygpt::http
