#include "app/signals.h"

#include <csignal>
#include <initializer_list>
#include <pthread.h>

namespace rustygpt::app {
namespace {

sigset_t ours() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
    return set;
}

}  // namespace

void block_signals() {
    const auto set = ours();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

int next_signal() {
    const auto set = ours();
    int number = 0;
    while (sigwait(&set, &number) != 0) {}
    return number;
}

}  // namespace rustygpt::app
