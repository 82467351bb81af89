#include "models/intents.h"

#include <algorithm>
#include <utility>

namespace rustygpt::models {
namespace {

// Pieces that are tried together, besides all that is left; and pieces looked at in a prompt. Both bound the work
// that a hostile prompt can cause.
constexpr std::size_t most_joined = 6;
constexpr std::size_t most_pieces = 400;

struct Piece {
    std::size_t begin;
    std::size_t end;    // where its text ends
    bool item = false;  // of a list, behind its mark
};

bool white(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && white(text.front())) text.remove_prefix(1);
    while (!text.empty() && white(text.back())) text.remove_suffix(1);
    return text;
}

// How many bytes separate two pieces here; 0 where nothing does.
std::size_t separator(std::string_view text, std::size_t at) {
    const char c = text[at];
    if (c == '\n' || c == ';') return 1;
    const bool white_follows = at + 1 == text.size() || white(text[at + 1]);
    if ((c == ',' || c == '?' || c == '!' || c == '.' || c == ':') && white_follows) return 1;
    for (const std::string_view word : {" and ", " And ", " AND ", " then ", " also "})
        if (text.substr(at).starts_with(word)) return word.size() - 1;
    return 0;
}

bool begins_line(std::string_view text, std::size_t at) {
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
    return at == 0 || text[at - 1] == '\n';
}

// How many bytes the mark itself has: "-", "1.", "b)".
std::size_t mark_length(std::string_view text, bool first) {
    for (const std::string_view bullet : {"-", "*", "\u2022"})
        if (text.starts_with(bullet)) return first ? bullet.size() : 0;
    std::size_t length = 0;
    while (length < 2 && length < text.size() && text[length] >= '0' && text[length] <= '9') ++length;
    const bool number = length > 0;
    if (!number && text.front() >= 'a' && text.front() <= 'h') length = 1;
    if (length == 0 || length == text.size()) return 0;
    const bool point = text[length] == '.' && number && first;
    return text[length] == ')' || point ? length + 1 : 0;
}

// How many bytes mark an item of a list here, with the white space behind: "- ", "1. ", "b) "; "2) " within a line,
// too. 0 where none does.
std::size_t list_mark(std::string_view text, std::size_t at) {
    if (at > 0 && !white(text[at - 1])) return 0;
    auto length = mark_length(text.substr(at), true);
    if (length == 0 || at + length >= text.size() || !white(text[at + length])) return 0;
    if (!begins_line(text, at)) length = mark_length(text.substr(at), false);
    return length > 0 ? length + 1 : 0;
}

// Keeps track of what must not be cut.
class Enclosure {
public:
    void pass(std::string_view text, std::size_t at) {
        const char c = text[at];
        if (quoted_) {
            if (c == '"') quoted_ = false;
            return;
        }
        if (c == '"') quoted_ = text.find('"', at + 1) != text.npos;  // a lone one is an inch mark
        else if (c == '(') ++depth_;
        else if (c == ')' && depth_ > 0) --depth_;
    }
    [[nodiscard]] bool open() const { return quoted_ || depth_ > 0; }

private:
    bool quoted_ = false;
    int depth_ = 0;
};

std::vector<Piece> pieces_of(std::string_view prompt) {
    std::vector<Piece> pieces;
    Enclosure enclosure;
    std::size_t begin = 0;
    bool item = false;
    const auto cut = [&](std::size_t end, std::size_t next) {
        if (!trimmed(prompt.substr(begin, end - begin)).empty())
            pieces.push_back({begin, end, std::exchange(item, false)});
        begin = next;
    };
    for (std::size_t at = 0; at < prompt.size() && pieces.size() < most_pieces; ++at) {
        enclosure.pass(prompt, at);
        if (enclosure.open()) continue;
        if (const auto mark = list_mark(prompt, at); mark > 0) {
            cut(at, at + mark);
            item = true;
            at += mark - 1;
            continue;
        }
        const auto length = separator(prompt, at);
        if (length == 0) continue;
        // A mark belongs to what it ends; "and" to neither.
        const bool mark = prompt[at] == '?' || prompt[at] == '!' || prompt[at] == '.';
        cut(at + mark, at + length);
        at += length - 1;
    }
    cut(prompt.size(), prompt.size());
    return pieces;
}

class Cutter {
public:
    Cutter(std::string_view prompt, const Matcher& matcher)
        : prompt_(prompt), matcher_(matcher), pieces_(pieces_of(prompt)) {}

    std::vector<Intent> cut() {
        std::size_t at = 0;
        while (at < pieces_.size()) {
            const auto taken = longest(at);
            if (taken == 0) leave_over(at);
            at += std::max<std::size_t>(taken, 1);
        }
        return std::move(intents_);
    }

private:
    [[nodiscard]] std::string_view text(std::size_t first, std::size_t count) const {
        const auto begin = pieces_[first].begin;
        return trimmed(prompt_.substr(begin, pieces_[first + count - 1].end - begin));
    }

    bool attempt(std::size_t first, std::size_t count) {
        const auto stretch = text(first, count);
        auto call = matcher_(stretch);
        if (!call) return false;
        intents_.push_back({stretch, std::move(call)});
        last_left_ = false;
        return true;
    }

    // How many pieces there are from here to the next item of a list.
    [[nodiscard]] std::size_t within_item(std::size_t first) const {
        std::size_t end = first + 1;
        while (end < pieces_.size() && !pieces_[end].item) ++end;
        return end - first;
    }

    // How many pieces from here one tool takes; 0 where none does. What stands before a list may speak of all of it
    // ("sort these: ..."), an item speaks for itself.
    std::size_t longest(std::size_t first) {
        const std::size_t rest = pieces_.size() - first;
        const std::size_t own = within_item(first);
        if (!pieces_[first].item && (rest > own || rest > most_joined) && attempt(first, rest)) return rest;
        if (own > most_joined && attempt(first, own)) return own;
        for (std::size_t count = std::min(own, most_joined); count > 0; --count)
            if (attempt(first, count)) return count;
        return 0;
    }

    void leave_over(std::size_t piece) {
        if (last_left_) {
            const auto begin = static_cast<std::size_t>(intents_.back().text.data() - prompt_.data());
            intents_.back().text = trimmed(prompt_.substr(begin, pieces_[piece].end - begin));
        } else {
            intents_.push_back({text(piece, 1), std::nullopt});
            last_left_ = true;
        }
    }

    std::string_view prompt_;
    const Matcher& matcher_;
    std::vector<Piece> pieces_;
    std::vector<Intent> intents_;
    bool last_left_ = false;
};

}  // namespace

std::vector<Intent> intents_of(std::string_view prompt, const Matcher& matcher) {
    return Cutter(prompt, matcher).cut();
}

}  // namespace rustygpt::models
