#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/call.h"
#include "stream/subscription.h"

namespace rustygpt::api {

// A subscription as the connection wants to see it. One object, aligned: what a delivery touches of it lies together.
class alignas(64) EventFeed final : public http::Feed, public stream::Subscription {
public:
    using Bytes = http::Feed::Bytes;
    using Subscription::Subscription;

    void open(Waker& connection) override { Subscription::open(connection); }
    void abandon() override { Subscription::abandon(); }
    void take(std::vector<Bytes>& out, std::size_t limit) override { Subscription::take(out, limit); }
    [[nodiscard]] bool finished() const override { return Subscription::finished(); }
    [[nodiscard]] Bytes keep_alive() override {
        static const auto comment = std::make_shared<const std::string>(":\n\n");
        return comment;
    }
    void close() override { finish("", "", true); }
};

}  // namespace rustygpt::api
