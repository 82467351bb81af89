#pragma once

// What both sides of the fan-out comparison share: the same events, the same pacing, the same measure.
//
// Pacing: a byte on standard input stands for one batch, and comes once every reader has all of the last one. So
// neither side can merge what it was not given together, and no queue ever grows.

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "stream/event.h"

namespace bench {

// Deltas of one answer, about what a language model sends: a few words each.
class Answer {
public:
    explicit Answer(rustygpt::Id user) {
        head_.message_id = rustygpt::new_id();
        head_.conversation_id = rustygpt::new_id();
        head_.root_id = rustygpt::new_id();
        head_.model = "bench";
        shared_ = std::make_shared<const rustygpt::stream::DeltaHead>(head_);
        user_ = user;
    }

    std::vector<rustygpt::stream::Event> next(int count) {
        std::vector<rustygpt::stream::Event> events;
        for (int i = 0; i < count; ++i) {
            rustygpt::stream::Event event;
            event.row = ++row_;
            event.user_id = user_;
            event.conversation_id = head_.conversation_id;
            event.message_id = head_.message_id;
            event.type = "message.delta";
            event.head = shared_;
            event.sequence_from = event.sequence_to = row_ - 1;
            event.content = " a few words of an answer";
            events.push_back(std::move(event));
        }
        return events;
    }

private:
    rustygpt::stream::DeltaHead head_;
    std::shared_ptr<const rustygpt::stream::DeltaHead> shared_;
    rustygpt::Id user_;
    std::int64_t row_ = 0;
};

inline bool next_batch_wanted() {
    char byte = 0;
    return ::read(STDIN_FILENO, &byte, 1) == 1;
}

// User and kernel time of the whole process, in seconds.
inline double cpu_seconds() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Runs a server's side: publish(batch) once per wanted batch; then says what it cost.
template <class Publish>
void serve_batches(unsigned port, Publish publish) {
    std::printf("%u\n", port);
    std::fflush(stdout);
    if (!next_batch_wanted()) return;
    const double before = cpu_seconds();
    do publish();
    while (next_batch_wanted());
    std::printf("{\"cpu_seconds\": %.6f}\n", cpu_seconds() - before);
}

}  // namespace bench
