#include "reasoning/outbox.h"

namespace rustygpt::reasoning {

void Outbox::tell(News news) {
    if (failure_) return;
    line_.emplace_back(news);
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
    std::vector<Item> taken;
    while (!failure_) {
        if (line_.empty()) {
            if (closed_) co_return;
            something_.shut();
            co_await something_.wait();
            continue;
        }
        taken.swap(line_);
        for (auto& item : taken) {
            try {
                if (!failure_) co_await deliver(item);
            } catch (...) {
                failure_ = std::current_exception();
            }
            release(item);
        }
        taken.clear();
    }
    for (auto& item : line_) release(item);
    line_.clear();
    on_failure_();
}

// Whoever waits for it goes on, or finds out that all is over.
void Outbox::release(Item& item) {
    if (auto* text = std::get_if<Text>(&item)) text->done->open();
}

Task<> Outbox::deliver(Item& item) {
    if (const auto* news = std::get_if<News>(&item))
        return sink_.step(news->ended ? news->node->last_step() : news->node->first_step());
    auto& text = std::get<Text>(item);
    return sink_.delta(std::move(text.content), std::move(text.reasoning));
}

void Outbox::close() {
    closed_ = true;
    something_.open();
}

}  // namespace rustygpt::reasoning
