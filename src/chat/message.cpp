#include "chat/message.h"

#include "base/crypto.h"
#include "base/title.h"
#include "base/utf8.h"

namespace rustygpt::chat {
namespace {

bool space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// The first line that has more than white space.
std::string_view first_line(std::string_view text) {
    while (!text.empty()) {
        const auto [_, bytes] = utf8::decode(text);
        if (bytes == 0 || !utf8::blank(text.substr(0, bytes))) break;
        text.remove_prefix(bytes);
    }
    return text.substr(0, text.find_first_of("\r\n"));
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

std::string excerpt(std::string_view text) { return Title::made_from(text, 160); }

std::string title_from(std::string_view prompt) {
    auto title = Title::made_from(first_line(prompt), 80);
    return Title::parse(title) ? title : "New conversation";
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
