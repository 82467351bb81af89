#include "chat/message.h"

#include "base/crypto.h"
#include "base/utf8.h"

namespace rustygpt::chat {
namespace {

bool space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Runs of ASCII white space become one blank; cut at a code point, with an ellipsis where something was cut.
std::string one_line(std::string_view text, std::size_t limit) {
    std::string out;
    for (const char c : text) {
        if (!space(c)) out.push_back(c);
        else if (!out.empty() && out.back() != ' ') out.push_back(' ');
        if (out.size() > limit + 4) break;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    if (out.size() <= limit) return out;
    return std::string(utf8::prefix(out, limit)) + "\u2026";
}

}  // namespace

FinishedMessage without_text(const Message& message) {
    FinishedMessage out;
    static_cast<MessageHead&>(out) = message;
    static_cast<MessageTail&>(out) = message;
    out.content_bytes = static_cast<std::int64_t>(message.content.size());
    out.content_sha256 = hex(sha256(message.content));
    return out;
}

std::string excerpt(std::string_view text) { return one_line(text, 160); }

std::string title_from(std::string_view prompt) {
    while (!prompt.empty() && space(prompt.front())) prompt.remove_prefix(1);
    auto title = one_line(prompt.substr(0, prompt.find('\n')), 80);
    return title.empty() ? "New conversation" : title;
}

std::int64_t count_words(std::string_view text) {
    std::int64_t words = 0;
    bool inside = false;
    for (const char c : text) {
        words += !inside && !space(c);
        inside = !space(c);
    }
    return words;
}

}  // namespace rustygpt::chat
