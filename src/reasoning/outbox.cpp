#include "reasoning/outbox.h"

namespace rustygpt::reasoning {

void Outbox::step(Step step) {
    if (failure_) return;
    line_.emplace_back(std::move(step));
    something_.open();
}

Task<> Outbox::delta(std::string content, std::string reasoning) {
    if (failure_) throw Closed{};
    Latch done;
    line_.emplace_back(Text{std::move(content), std::move(reasoning), &done});
    something_.open();
    co_await done.wait();
    if (failure_) throw Closed{};
}

Task<> Outbox::drain() {
    while (!failure_) {
        if (line_.empty()) {
            if (closed_) co_return;
            something_.shut();
            co_await something_.wait();
            continue;
        }
        Item item = std::move(line_.front());
        line_.pop_front();
        try {
            co_await deliver(item);
        } catch (...) {
            failure_ = std::current_exception();
        }
        if (auto* text = std::get_if<Text>(&item)) text->done->open();
    }
    fail(failure_);
}

Task<> Outbox::deliver(Item& item) {
    if (auto* step = std::get_if<Step>(&item)) return sink_.step(std::move(*step));
    auto& text = std::get<Text>(item);
    return sink_.delta(std::move(text.content), std::move(text.reasoning));
}

void Outbox::close() {
    closed_ = true;
    something_.open();
}

void Outbox::fail(std::exception_ptr failure) {
    failure_ = std::move(failure);
    for (auto& item : line_)
        if (auto* text = std::get_if<Text>(&item)) text->done->open();
    line_.clear();
    on_failure_();
}

}  // namespace rustygpt::reasoning
