#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/waker.h"
#include "http/access_log.h"
#include "http/core.h"

namespace rustygpt::http {

// Sends a feed to one peer. While nothing is to be sent this is all there is: no buffer, no coroutine, one wait for
// readability that tells when the peer leaves. That wait also owns the writer.
class FeedWriter final : public Peer, public Waker, public std::enable_shared_from_this<FeedWriter> {
public:
    static void start(Core& core, Admission::Place place, Socket socket, std::string head, std::shared_ptr<Feed> feed,
                      AccessRecord record);
    ~FeedWriter() override;

    // Sends what the feed has.
    void wake() override;

private:
    FeedWriter(Core& core, Admission::Place place, Socket socket, std::shared_ptr<Feed> feed, AccessRecord record);

    void watch_peer();
    void watch_writability();
    bool peer_is_there();
    // Sends until the feed has nothing more or the socket is full.
    void pump();
    // Sends blocks_; false where some are left.
    bool send_blocks(std::vector<Feed::Bytes>& blocks);
    void say_goodbye();
    void leave();

    void on_deadline() override;
    void on_drain() override;

    // What each delivery touches, side by side.
    Socket socket_;
    bool full_ = false;                   // the socket; a wait for writability is on
    bool pumping_ = false;
    bool again_ = false;
    bool leaving_ = false;                // all is sent, or the peer is gone
    std::size_t first_sent_ = 0;          // bytes of waiting_.front() that have gone
    std::size_t bytes_ = 0;
    std::vector<Feed::Bytes> waiting_{};  // only while the socket is full
    std::shared_ptr<Feed> feed_;
    AccessRecord record_;
};

}  // namespace rustygpt::http
