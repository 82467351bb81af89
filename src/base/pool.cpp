#include "base/pool.h"

#include <pthread.h>

#include "base/failure.h"

namespace rustygpt {

Pool::Pool(std::string name, unsigned threads, std::size_t capacity) : name_(std::move(name)), capacity_(capacity) {
    threads_.reserve(threads);
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Pool::~Pool() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
}

bool Pool::try_post(Work& work, Queue queue) {
    {
        std::lock_guard lock(mutex_);
        if (stopping_ || (queue == Queue::bounded && queue_.size() >= capacity_)) return false;
        queue_.push_back(std::move(work));
    }
    wake_.notify_one();
    return true;
}

std::size_t Pool::queued() const {
    std::lock_guard lock(mutex_);
    return queue_.size();
}

// What posts work takes care of its failures; where it does not, as without memory, the thread goes on all the same.
void Pool::run_one(Work& item) noexcept {
    try {
        item();
    } catch (...) {}
}

void Pool::work() {
    pthread_setname_np(pthread_self(), name_.c_str());
    for (;;) {
        Work item;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            item = std::move(queue_.front());
            queue_.pop_front();
        }
        run_one(item);
    }
}

std::exception_ptr Pool::full() const {
    return std::make_exception_ptr(
        Failure::busy(Failure::Kind::queue_full, "The server is busy. Try again shortly.", 1));
}

}  // namespace rustygpt
