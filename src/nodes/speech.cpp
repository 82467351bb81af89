#include "nodes/speech.h"

#include <algorithm>

#include "base/plain_text.h"

namespace rustygpt::nodes {
namespace {

bool white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

std::int64_t count_words(std::string_view text) {
    std::int64_t words = 0;
    bool inside = false;
    for (const char c : text) {
        words += !inside && !white(c);
        inside = !white(c);
    }
    return words;
}

Speech::Speech(const reasoning::Sampling& sampling) : stops_(sampling.stop), max_words_(sampling.max_tokens) {
    std::erase(stops_, std::string());
}

std::string Speech::release(bool all) {
    std::size_t end = held_.size();
    for (const auto& stop : stops_)
        if (const auto at = held_.find(stop); at < end) {
            end = at;
            ended_ = true;
        }
    if (!ended_ && !all)
        for (const auto& stop : stops_)
            for (auto length = std::min(stop.size() - 1, held_.size()); length > 0; --length)
                if (held_.ends_with(std::string_view(stop).substr(0, length))) {
                    end = std::min(end, held_.size() - length);
                    break;
                }
    std::string out = held_.substr(0, end);
    held_.erase(0, end);
    return out;
}

std::string Speech::next_words(std::string_view& text) {
    int count = 0;
    std::size_t at = 0;
    std::size_t word_end = 0;
    for (; at < text.size(); ++at) {
        if (white(text[at])) {
            in_word_ = false;
            continue;
        }
        if (!in_word_) {
            if (count == words_per_delta) break;
            if (words_ == max_words_) {
                ended_ = true;
                reason_ = reasoning::FinishReason::length;
                break;
            }
            ++words_;
            ++count;
            in_word_ = true;
        }
        word_end = at + 1;
    }
    // Nothing is said after the last word, not even white space.
    const bool over = reason_ == reasoning::FinishReason::length;
    const std::string words(text.substr(0, over ? word_end : at));
    text.remove_prefix(at);
    return words;
}

Task<bool> Speech::speak(reasoning::NodeRun& run, std::string text) {
    std::string_view rest = text;
    while (!rest.empty() && !run.stop().stop_requested()) {
        auto words = next_words(rest);
        if (!words.empty()) {
            said_ += words;
            co_await run.delta(std::move(words), "");
        }
        if (reason_ == reasoning::FinishReason::length) break;
    }
    co_return !ended_ && !run.stop().stop_requested();
}

Task<bool> Speech::say(reasoning::NodeRun& run, std::string text) {
    if (ended_) co_return false;
    held_ += plain_text(std::move(text));
    auto released = release(false);
    co_return co_await speak(run, std::move(released));
}

Task<bool> Speech::finish(reasoning::NodeRun& run) {
    if (ended_) co_return false;
    auto released = release(true);
    co_return co_await speak(run, std::move(released));
}

}  // namespace rustygpt::nodes
