#include "models/follow_up_words.h"

#include <algorithm>

#include "tools/english.h"

namespace rustygpt::models {
namespace {

namespace english = tools::english;
using Phrases = std::initializer_list<std::string_view>;

// Longer ones first: "that result" before "that".
const Phrases references{
    "the last result", "the previous result", "that result", "this result", "the result",  "that number",
    "this number",     "the number",          "that value",  "the answer",  "that amount", "that date",
    "that day",        "that text",           "that subnet", "that",        "this",        "it"};

const Phrases leading{"what about", "how about", "what if it is", "the same for", "same for",
                      "and",        "now",       "then",          "or",           "also"};

const Phrases filling{"what is",     "what's",  "what\u2019s", "whats",     "what was", "what would", "what are",
                      "how much is", "can you", "could you",   "would you", "will you", "please",     "tell me",
                      "give me",     "show me", "but",         "so",        "ok",       "okay",       "well",
                      "great",       "good",    "nice",        "perfect",   "cool",     "thanks",     "thank you",
                      "let us",      "let's",   ",",           ":",         "!",        "\u2026"};

const Phrases trailing{"?",    ".",   "!",       ",",      ";",         "please", "instead",
                       "then", "too", "as well", "thanks", "thank you", "for me"};

bool digits_only(std::string_view text) {
    return text.find_first_of("0123456789") != text.npos && text.find_first_not_of("0123456789.,") == text.npos &&
           text.size() <= 100;
}

}  // namespace

Wording wording_of(std::string_view stretch) {
    Wording out{.text = english::trimmed(stretch)};
    for (bool more = true; more;) {
        more = english::take(out.text, leading);
        out.led |= more;
        more |= english::take(out.text, filling);
    }
    const bool asks = out.text.ends_with('?');
    while (english::take_back(out.text, trailing)) {}
    out.led |= asks && std::ranges::count(out.text, ' ') <= 1;
    return out;
}

bool take_reference(std::string_view& text) { return english::take(text, references); }

bool take_back_reference(std::string_view& text) { return english::take_back(text, references); }

std::optional<std::string> referring(std::string_view text, std::string_view thing) {
    const auto halves = english::split(text, references);
    if (!halves || english::split(halves->after, references)) return std::nullopt;
    std::string out(halves->before);
    if (!out.empty() && !out.ends_with('(')) out += ' ';
    out += thing;
    if (!halves->after.empty() && !halves->after.starts_with(')')) out += ' ';
    return out += halves->after;
}

std::optional<std::string_view> target_in(const Wording& wording) {
    auto text = wording.text;
    if (english::take(text, {"how many"})) {
        if (take_back_reference(text)) english::take_back(text, {"is", "are", "would", "are in", "is in", "in"});
        return text;
    }
    const bool verb = english::take(text, {"convert", "express", "write", "make", "put"});
    const bool referred = take_reference(text);
    if (referred) english::take(text, {"be"});
    if (english::take(text, {"in", "into", "to", "as"})) return text;
    if (verb || referred || !wording.led || text.empty()) return std::nullopt;
    return text;
}

bool lone_number(std::string_view text) {
    english::take(text, english::money_signs);
    return digits_only(text);
}

bool lone_percentage(std::string_view text) {
    return english::take_back(text, {"%", "percent", "per cent"}) && digits_only(text);
}

}  // namespace rustygpt::models
