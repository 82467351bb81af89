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

// Those of which nobody here knows anything, and which by themselves would end the process: a mistaken kill -USR1 ends
// nothing, a file that may not grow is an error of its write.
void ignore_others() {
    for (const int number :
         {SIGPIPE, SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGPOLL, SIGPWR, SIGSTKFLT, SIGXFSZ})
        std::signal(number, SIG_IGN);
    for (int number = SIGRTMIN; number <= SIGRTMAX; ++number) std::signal(number, SIG_IGN);
}

}  // namespace

void block_signals() {
    const auto set = ours();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    ignore_others();
}

int next_signal() {
    const auto set = ours();
    int number = 0;
    while (sigwait(&set, &number) != 0) {}
    return number;
}

}  // namespace rustygpt::app
