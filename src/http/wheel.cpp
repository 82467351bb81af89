#include "http/wheel.h"

#include <algorithm>

namespace rustygpt::http {

void Wheel::Entry::unlink() {
    if (!next_) return;
    previous_->next_ = next_;
    next_->previous_ = previous_;
    previous_ = next_ = nullptr;
}

Wheel::~Wheel() {
    for (auto& head : slots_)
        while (head.next_ && head.next_ != &head) head.next_->unlink();
}

void Wheel::link(Entry& entry, std::uint64_t turn) {
    auto& head = slots_[turn % slots];
    if (!head.next_) head.next_ = head.previous_ = &head;
    entry.turn_ = turn;
    entry.previous_ = head.previous_;
    entry.next_ = &head;
    entry.previous_->next_ = &entry;
    head.previous_ = &entry;
}

void Wheel::set(Entry& entry, std::chrono::milliseconds from_now) {
    // One tick more: the current one has partly gone.
    entry.due_ = now_ + 1 + static_cast<std::uint64_t>((from_now + tick - std::chrono::milliseconds(1)) / tick);
    const auto turn = std::min(entry.due_, now_ + slots - 1);
    if (entry.next_ && entry.turn_ <= turn) return;
    entry.unlink();
    link(entry, turn);
}

void Wheel::advance(std::uint64_t ticks) {
    while (now_ < ticks) turn_to(now_ + 1);
}

void Wheel::turn_to(std::uint64_t now) {
    now_ = now;
    auto& head = slots_[now % slots];
    if (!head.next_) return;
    // Taken off first: an entry's callback may link others, or destroy its neighbours.
    Head due;
    due.next_ = due.previous_ = &due;
    while (head.next_ != &head) {
        auto& entry = *head.next_;
        entry.unlink();
        entry.previous_ = due.previous_;
        entry.next_ = &due;
        due.previous_->next_ = &entry;
        due.previous_ = &entry;
    }
    while (due.next_ != &due) {
        auto& entry = *due.next_;
        entry.unlink();
        if (entry.due_ == never) continue;
        if (entry.due_ > now) {
            link(entry, std::min(entry.due_, now + slots - 1));
        } else {
            entry.due_ = never;
            try {
                entry.on_deadline();
            } catch (...) {}  // One entry's failure must not cost the others their deadlines. It may be gone by now.
        }
    }
    due.next_ = due.previous_ = nullptr;
}

}  // namespace rustygpt::http
