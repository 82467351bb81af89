#include "tools/unit_phrases.h"

#include <algorithm>
#include <string>
#include <vector>

#include "tools/asking.h"
#include "tools/english.h"
#include "tools/units.h"

namespace rustygpt::tools {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

// "1,234.5 miles": the number, and the text goes on behind it.
std::optional<std::string> take_number(std::string_view& text) {
    std::string number;
    std::size_t at = 0;
    if (text.starts_with("\u2212")) {
        number = "-";
        at = 3;
    }
    for (; at < text.size(); ++at) {
        const char c = text[at];
        const bool digit_follows = at + 1 < text.size() && digit(text[at + 1]);
        if (c == ',' && digit_follows && !number.empty()) continue;
        const bool part =
            digit(c) || (c == '.' && digit_follows) || ((c == '-' || c == '+') && number.empty() && digit_follows);
        if (!part) break;
        number.push_back(c);
    }
    if (number.find_first_of("0123456789") == number.npos || number.size() > 1'000 ||
        std::count(number.begin(), number.end(), '.') > 1)
        return std::nullopt;
    text = english::trimmed(text.substr(at));
    return number;
}

std::optional<Match> conversion(std::string number, std::string_view from, std::string_view to) {
    const auto* source = find_unit(from);
    const auto* target = find_unit(to);
    if (source == nullptr || target == nullptr) return std::nullopt;
    // "5 in in cm" and the like; of two dimensions the answer is an honest failure, but a less likely reading.
    const double confidence = source->dimension == target->dimension ? 0.95 : 0.5;
    return Match{.input = {{"value", std::move(number)}, {"from", source->symbol}, {"to", target->symbol}},
                 .confidence = confidence};
}

std::optional<Match> best(std::optional<Match> a, std::optional<Match> b) {
    if (!a || (b && b->confidence > a->confidence)) return b;
    return a;
}

// "5 miles in km", "100 F to C"; "what 5 miles is in km", behind "tell me"
std::optional<Match> quantity_first(std::string_view text) {
    english::take(text, {"what"});
    const auto number = english::take(text, {"a", "an", "one"}) ? std::optional<std::string>("1") : take_number(text);
    if (!number) return std::nullopt;
    std::optional<Match> found;
    for (std::size_t from = 0; from < text.size();) {
        const auto halves = english::split(text,
                                           {"in", "into", "to", "as", "=", "are how many", "is how many",
                                            "equals how many", "is in", "are in", "would be in"},
                                           from);
        if (!halves) break;
        auto target = halves->after;
        english::take(target, {"how many"});
        found = best(std::move(found), conversion(*number, halves->before, target));
        from = halves->at + 1;
    }
    return found;
}

// "how many km are in 5 miles", "km in a mile"
std::optional<Match> target_first(std::string_view text) {
    english::take(text, {"how many", "how much"});
    const auto halves = english::split(text, {"are there in", "there are in", "is there in", "are in", "is in", "in",
                                              "are", "is", "per", "make", "equal", "does", "do"});
    if (!halves) return std::nullopt;
    auto source = halves->after;
    english::take_back(source, {"have", "contain", "make", "equal"});
    std::string number = "1";
    if (!english::take(source, {"a", "an", "one"})) {
        auto given = take_number(source);
        if (!given) return std::nullopt;
        number = std::move(*given);
    }
    return conversion(std::move(number), source, halves->before);
}

// "how many yards 100 metres is", behind "tell me"
std::optional<Match> target_then_quantity(std::string_view text) {
    if (!english::take(text, {"how many"}) || !english::take_back(text, {"is", "are", "equals", "makes", "make"}))
        return std::nullopt;
    const auto begin = text.find_first_of("0123456789");
    if (begin == text.npos || begin == 0) return std::nullopt;
    auto source = text.substr(begin);
    auto number = take_number(source);
    if (!number) return std::nullopt;
    return conversion(std::move(*number), source, english::trimmed(text.substr(0, begin)));
}

// The unit that "How many feet is that?" and "what's that in km?" ask for.
std::optional<std::string_view> target_of_that(std::string_view question) {
    auto text = english::request(question);
    const bool counted = english::take(text, {"how many"});
    if (counted && english::take_back(text, {"is that", "is it", "is this", "are that", "are those", "would that be",
                                             "would it be", "does that make"}))
        return text;
    if (counted) return std::nullopt;
    english::take(text, {"how much", "what", "how long", "how far", "how tall", "how heavy", "how hot", "how cold"});
    english::take(text, {"is", "would"});
    if (!english::take(text, {"that be", "it be", "that", "it", "this"}) || !english::take(text, {"in"}))
        return std::nullopt;
    return text;
}

// The one number of a statement and the unit behind it: "I'm 180 cm tall".
std::optional<Match> stated(std::string_view statement, std::string_view target) {
    const auto begin = statement.find_first_of("0123456789");
    if (begin == statement.npos) return std::nullopt;
    auto text = statement.substr(begin);
    auto number = take_number(text);
    if (!number || text.find_first_of("0123456789") != text.npos) return std::nullopt;
    std::optional<Match> found;
    // A unit has up to three words.
    for (std::size_t words = 0, end = 0; words < 3 && end < text.size(); ++words) {
        end = std::min(text.find_first_of(" ,.;!", end + 1), text.size());
        found = best(std::move(found), conversion(*number, text.substr(0, end), target));
    }
    return found && found->confidence > 0.9 ? found : std::nullopt;
}

// "My recipe needs 250 g. How many ounces is that?"
std::optional<Match> stated_before(std::string_view text) {
    const auto whole = english::trimmed(text);
    for (std::size_t end = whole.size(); end > 1;) {
        end = whole.find_last_of(".!?,;\n", end - 1);
        if (end == whole.npos) return std::nullopt;
        const auto target = target_of_that(whole.substr(end + 1));
        if (!target) continue;
        return stated(whole.substr(0, end), *target);
    }
    return std::nullopt;
}

// Units are looked for in a text's words: runs of up to three.
constexpr std::size_t most_unit_words = 3;

struct Words {
    std::vector<std::string_view> all;

    explicit Words(std::string_view text) {
        constexpr std::string_view gaps = " \t\r\n,;:?!()";
        for (std::size_t at = 0; (at = text.find_first_not_of(gaps, at)) != text.npos;) {
            const auto end = std::min(text.find_first_of(gaps, at), text.size());
            auto word = text.substr(at, end - at);
            if (word.size() > 1 && word.ends_with('.')) word.remove_suffix(1);
            all.push_back(word);
            at = end;
        }
    }
    // These words as they stand in the text.
    [[nodiscard]] std::string_view run(std::size_t first, std::size_t count) const {
        const auto* const end = all[first + count - 1].data() + all[first + count - 1].size();
        return {all[first].data(), static_cast<std::size_t>(end - all[first].data())};
    }
    [[nodiscard]] std::string around(std::size_t first, std::size_t count, std::size_t other,
                                     std::size_t others) const {
        std::string rest;
        for (std::size_t at = 0; at < all.size(); ++at) {
            const bool taken = (at >= first && at < first + count) || (at >= other && at < other + others);
            if (!taken) (rest += all[at]) += ' ';
        }
        return rest;
    }
};

bool asks_to_convert(std::string_view rest) {
    const auto words = english::words_of(rest);
    if (!english::has_any(
            words, {"how", "what", "whats", "convert", "in", "into", "to", "as", "is", "equals", "equivalent"}) &&
        !rest.contains('='))
        return false;
    return english::asks_about(
        words,
        {"weigh",  "weighs",    "weight",     "long",    "length", "tall",          "height",   "far",      "distance",
         "fast",   "speed",     "heavy",      "hot",     "cold",   "temperature",   "big",      "size",     "large",
         "deep",   "wide",      "old",        "equal",   "equals", "worth",         "number",   "units",    "unit",
         "change", "transform", "exact",      "roughly", "about",  "approximately", "contain",  "contains", "hold",
         "holds",  "fit",       "equivalent", "run",     "race",   "volume",        "area",     "measure",  "measures",
         "order",  "takes",     "take",       "lasts",   "amount", "measured",      "expressed"});
}

// The one number of the words, and where it stands.
struct Quantity {
    std::string number;
    std::size_t place = 0;
    std::string_view behind;  // "kg" of "65kg"
};
std::optional<Quantity> only_quantity(const Words& words) {
    std::optional<Quantity> found;
    for (std::size_t at = 0; at < words.all.size(); ++at) {
        auto word = words.all[at];
        if (word.find_first_of("0123456789") == word.npos) continue;
        auto number = take_number(word);
        if (found || !number) return std::nullopt;
        found = Quantity{std::move(*number), at, word};
    }
    return found;
}

// Whether a run of words can be the unit that is asked for: "in" and "a" are units, too, but mean something else there.
bool names_target(std::string_view run) { return run != "\"" && !english::only_asks({english::lower(run)}, {}); }

// The unit of the quantity takes the words from `first` on, `count` of them; another one is looked for in the rest.
std::optional<Match> with_any_target(const Words& words, const Quantity& quantity, std::size_t first,
                                     std::size_t count) {
    const auto run = words.run(first, count);
    const auto from =
        quantity.behind.empty() ? run : run.substr(static_cast<std::size_t>(quantity.behind.data() - run.data()));
    if (find_unit(from) == nullptr) return std::nullopt;
    const auto end = first + count;
    std::optional<Match> found;
    for (std::size_t other = 0; other < words.all.size(); ++other)
        for (std::size_t others = 1; others <= most_unit_words && other + others <= words.all.size(); ++others) {
            const bool overlaps = other < end && other + others > quantity.place;
            if (overlaps || !names_target(words.run(other, others))) continue;
            auto match = conversion(quantity.number, from, words.run(other, others));
            if (!match || match->confidence < 0.9 || match->input.at("from") == match->input.at("to")) continue;
            if (asks_to_convert(words.around(quantity.place, end - quantity.place, other, others)))
                found = std::move(match);
        }
    return found;
}

// One number with a unit behind it, another unit of the same dimension, and words that ask: in any order.
std::optional<Match> in_any_order(std::string_view text) {
    const Words words(text);
    const auto quantity = only_quantity(words);
    if (!quantity) return std::nullopt;
    const std::size_t first = quantity->place + (quantity->behind.empty() ? 1 : 0);
    std::optional<Match> found;
    for (std::size_t count = 1; count <= most_unit_words && first + count <= words.all.size(); ++count)
        if (auto match = with_any_target(words, *quantity, first, count)) found = std::move(match);
    return found;
}

}  // namespace

std::optional<Match> unit_question(std::string_view text) {
    if (text.size() > 300) return std::nullopt;
    auto asked = english::request(text);
    english::take(asked, {"convert", "change", "express", "transform", "turn"});
    english::take(asked, {"how fast is", "how long is", "how long are", "how far is", "how heavy is", "how tall is",
                          "how hot is", "how cold is", "how big is", "how large is"});
    if (auto found = quantity_first(asked)) return found;
    if (auto found = target_first(asked)) return found;
    if (auto found = target_then_quantity(asked)) return found;
    if (auto found = stated_before(text)) return found;
    return in_any_order(text);
}

}  // namespace rustygpt::tools
