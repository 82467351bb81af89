#include <algorithm>

#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "base/utf8.h"
#include "tools/bounds.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/leading_number.h"
#include "tools/lines.h"
#include "tools/markdown.h"
#include "tools/quoted.h"

namespace rustygpt::tools {

BOOST_DEFINE_ENUM_CLASS(SortUnit, lines, words)
BOOST_DEFINE_ENUM_CLASS(SortOrder, text, numeric, length)

struct TextSortInput {
    std::string text;
    std::optional<SortUnit> unit;
    std::optional<SortOrder> order;
    std::optional<bool> ignore_case;
    std::optional<bool> unique;
    std::optional<bool> reverse;
};
BOOST_DESCRIBE_STRUCT(TextSortInput, (), (text, unit, order, ignore_case, unique, reverse))

struct TextSortOutput {
    std::string text;
    std::int64_t items = 0;
    std::int64_t dropped = 0;
};
BOOST_DESCRIBE_STRUCT(TextSortOutput, (), (text, items, dropped))

namespace {

constexpr std::size_t max_text_bytes = 1'000'000;
constexpr std::size_t max_items = 100'000;
constexpr std::size_t max_number_digits = 1'000;

Info describe_text_sort() {
    Info info;
    info.name = "text_sort";
    info.version = "1.0.0";
    info.description =
        "Sorts the lines or the words of a text: by code point, by the number in front, or by length. Equal items keep "
        "their order; no locale is involved.";
    info.input_schema = input_schema<TextSortInput>(
        {{"text", "At most 1,000,000 bytes."},
         {"unit", "lines (the default): without their ends. words: longest runs without white space."},
         {"order",
          "text (the default): by Unicode code point. numeric: by the decimal number that an item begins with, "
          "of at most 1,000 digits, exactly; items without one come first, as text. length: by code points."},
         {"ignore_case", "Compare after NFC and Unicode case folding; what is put out stays as it was."},
         {"unique", "Of items that compare equal, keep the first that the text has."},
         {"reverse", "Largest first; equal items still keep their order."}});
    at_most(info.input_schema, "text", max_text_bytes);
    info.output_schema = output_schema<TextSortOutput>(
        {{"text", "The items: lines end with a line feed each, words have a space between them."},
         {"items", "How many."},
         {"dropped", "How many `unique` left out."}});
    info.limits = {
        {"max_text_bytes", max_text_bytes}, {"max_items", max_items}, {"max_number_digits", max_number_digits}};
    const auto example = [&info](json::object input, std::string_view text, std::int64_t items, std::int64_t dropped) {
        info.examples.push_back({std::move(input), {{"text", text}, {"items", items}, {"dropped", dropped}}});
    };
    example({{"text", "pear\nApple\nfig\n"}}, "Apple\nfig\npear\n", 3, 0);
    example({{"text", "10 b\n9 a\n-1.5 c\n"}, {"order", "numeric"}}, "-1.5 c\n9 a\n10 b\n", 3, 0);
    example({{"text", "b A a B a"}, {"unit", "words"}, {"ignore_case", true}, {"unique", true}}, "A b", 2, 3);
    example({{"text", "\u00e9t\u00e9 zoo a"}, {"unit", "words"}, {"reverse", true}}, "\u00e9t\u00e9 zoo a", 3, 0);
    return info;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= text.size();) {
        std::size_t next = at + 1;
        while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
        const bool ends = at == text.size() || utf8::blank(text.substr(at, next - at));
        if (ends && at > begin) words.push_back(text.substr(begin, at - begin));
        if (ends) begin = next;
        at = next;
    }
    return words;
}

struct Item {
    std::string_view text;
    std::size_t position = 0;         // in the text: equal items keep their order
    std::string folded{};             // what is compared, where case does not count
    std::optional<LeadingNumber> number{};  // where the order is numeric
    std::size_t length = 0;           // where the order is length
};

class Sorter {
public:
    Sorter(const TextSortInput& input, std::stop_token stop)
        : order_(input.order.value_or(SortOrder::text)),
          folds_(input.ignore_case.value_or(false)),
          stop_(std::move(stop)) {}

    [[nodiscard]] Item item(std::string_view text, std::size_t position) const {
        keep_going(stop_);
        Item made{.text = text, .position = position};
        if (folds_) made.folded = utf8::fold(text).value_or(std::string(text));
        if (order_ == SortOrder::numeric) made.number = LeadingNumber::of(text);
        if (made.number)
            within("max_number_digits", max_number_digits, made.number->digits(), "A number has too many digits");
        if (order_ == SortOrder::length) made.length = utf8::code_points(text);
        return made;
    }

    [[nodiscard]] bool less(const Item& a, const Item& b) const {
        if (a.number && b.number) return *a.number < *b.number;
        if (a.number.has_value() != b.number.has_value()) return b.number.has_value();
        if (order_ == SortOrder::length && a.length != b.length) return a.length < b.length;
        if (order_ == SortOrder::length) return false;
        return key(a) < key(b);  // UTF-8 sorts as its code points do
    }

    // What `unique` goes by: the number where both have one, else the text.
    [[nodiscard]] bool same(const Item& a, const Item& b) const {
        if (a.number && b.number) return *a.number == *b.number;
        if (order_ == SortOrder::length) return a.length == b.length;
        return key(a) == key(b);
    }

private:
    [[nodiscard]] std::string_view key(const Item& item) const {
        return folds_ ? std::string_view(item.folded) : item.text;
    }

    SortOrder order_;
    bool folds_;
    std::stop_token stop_;
};

class TextSort final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<TextSortInput>(input);
            within("max_text_bytes", max_text_bytes, read.text.size(), "The text has too many bytes");
            const bool words = read.unit == SortUnit::words;
            const auto pieces = words ? words_of(read.text) : lines_of(read.text);
            within("max_items", max_items, pieces.size(), "The text has too many items");
            const Sorter sorter(read, stop);
            std::vector<Item> items;
            for (const auto piece : pieces) items.push_back(sorter.item(piece, items.size()));
            arrange(items, sorter, read.reverse.value_or(false));
            keep_going(stop);
            if (read.unique.value_or(false))
                items.erase(std::unique(items.begin(), items.end(),
                                        [&](const Item& a, const Item& b) { return sorter.same(a, b); }),
                            items.end());
            return output(TextSortOutput{.text = joined(items, words),
                                         .items = std::ssize(items),
                                         .dropped = std::ssize(pieces) - std::ssize(items)});
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override;

    [[nodiscard]] std::string explain(const json::object&, const json::value& output) const override {
        const std::string text(output.at("text").as_string());
        const auto dropped = output.at("dropped").to_number<std::int64_t>();
        const auto count = output.at("items").to_number<std::int64_t>();
        return fmt::format("Sorted, {} item{}{}:\n\n{}", count, count == 1 ? "" : "s",
                           dropped > 0 ? fmt::format(" ({} left out)", dropped) : "", markdown::block(text));
    }

private:
    static void arrange(std::vector<Item>& items, const Sorter& sorter, bool reverse) {
        std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
            if (sorter.less(a, b)) return !reverse;
            if (sorter.less(b, a)) return reverse;
            return a.position < b.position;
        });
    }

    static std::string joined(const std::vector<Item>& items, bool words) {
        std::string out;
        for (const auto& item : items) {
            if (words && !out.empty()) out.push_back(' ');
            out += item.text;
            if (!words) out.push_back('\n');
        }
        return out;
    }

    Info info_ = describe_text_sort();
};

// How to sort, from the words around the text. Nothing where there are other words; empty where there are none.
std::optional<json::object> sorting(std::string_view words) {
    json::object input;
    while (!words.empty()) {
        if (english::take(words, {"lines", "list"})) input["unit"] = "lines";
        else if (english::take(words, {"words"})) input["unit"] = "words";
        else if (english::take(words, {"numbers"})) input["unit"] = "words", input["order"] = "numeric";
        else if (english::take(words, {"numerically", "by number", "by value", "by size"})) input["order"] = "numeric";
        else if (english::take(words, {"by length"})) input["order"] = "length";
        else if (english::take(words,
                               {"in reverse alphabetical order", "in reverse order", "in reverse", "reversed",
                                "descending", "in descending order", "from largest to smallest", "from high to low",
                                "largest first", "highest first", "backwards", "from z to a"}))
            input["reverse"] = true;
        else if (english::take(words, {"ignoring case", "without case", "case-insensitively"}))
            input["ignore_case"] = true;
        else if (english::take(words, {"without duplicates", "and remove duplicates", "uniquely", "unique"}))
            input["unique"] = true;
        else if (!english::take(words,
                                {"in alphabetical order", "into alphabetical order", "alphabetically", "in order",
                                 "in ascending order", "ascending", "from smallest to largest", "from low to high",
                                 "smallest first", "from a to z", "and", ",", "please", "for me"}))
            return std::nullopt;
        input.emplace("unit", nullptr);  // something is said
    }
    return input;
}

// "sort the numbers 9, 4 and 7 in ascending order": they need no colon.
std::optional<std::pair<std::string, std::string>> numbers_within(std::string_view words) {
    const auto begin = words.find_first_of("-0123456789");
    const auto end = words.find_last_of("0123456789");
    if (begin == words.npos || end == words.npos || end < begin) return std::nullopt;
    std::string list(words.substr(begin, end + 1 - begin));
    for (std::size_t at = 0; (at = list.find(" and ")) != list.npos;) list.replace(at, 5, " ");
    if (list.find_first_not_of("0123456789.,- \n") != list.npos) return std::nullopt;
    return std::pair(std::string(words.substr(0, begin)) + std::string(words.substr(end + 1)), std::move(list));
}

// Words stand apart by single spaces: "3, 1, 2" is three words too.
std::string spaced(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool gap = c == ',' || c == ' ' || (c >= '\t' && c <= '\r');
        if (!gap) out.push_back(c);
        else if (!out.empty() && out.back() != ' ') out.push_back(' ');
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

// What the items are is nothing to sorting: "these names", "the following cities".
void take_name(std::string_view& words) {
    for (const std::string_view known :
         {"lines", "words", "numbers", "list", "alphabetically", "numerically", "descending", "ascending", "backwards",
          "unique", "uniquely", "in", "by", "from", "without", "and"})
        if (auto rest = words; english::take(rest, {known})) return;
    const auto end = std::min(words.find(' '), words.size());
    if (words.substr(0, end).ends_with('s')) words = english::trimmed(words.substr(end));
}

// "sort these lines in reverse: ...", "sort the numbers: 3 1 2"
std::optional<Match> TextSort::match(std::string_view intent) const {
    const auto colon = intent.find(':');
    if (colon != intent.npos && colon > 200) return std::nullopt;
    auto words = english::request(intent.substr(0, colon));
    const bool sorts = english::take(words, {"sort", "alphabetize", "alphabetise"});
    if (!sorts && !english::take(words, {"order", "arrange", "put"})) return std::nullopt;
    if (!sorts && words.empty()) return std::nullopt;  // an order of pizza
    const bool listed =
        english::take(words, {"the following", "these", "this list of", "the list of", "list of", "this"});
    const bool shown = listed || words.empty() || english::take(words, {"the", "my"});
    if (listed) take_name(words);
    std::string around(words);
    std::string text;
    if (colon != intent.npos) {
        text = english::trimmed(intent.substr(colon + 1));
    } else {
        if (!words.starts_with("numbers")) return std::nullopt;
        auto apart = numbers_within(words);
        if (!apart) return std::nullopt;
        around = std::move(apart->first);
        text = std::move(apart->second);
    }
    auto input = sorting(around);
    if (!input || text.empty() || (!shown && input->empty())) return std::nullopt;
    if ((*input)["unit"].is_null()) (*input)["unit"] = text.contains('\n') ? "lines" : "words";
    const bool by_words = (*input)["unit"] == "words";
    // Who sorts numbers means them as such.
    if (by_words && !input->contains("order") && text.find_first_not_of("0123456789., -\n") == text.npos)
        (*input)["order"] = "numeric";
    (*input)["text"] = by_words ? spaced(text) : text;
    return Match{.input = std::move(*input), .confidence = 0.9};
}

}  // namespace

std::unique_ptr<Tool> make_text_sort_tool() { return std::make_unique<TextSort>(); }

}  // namespace rustygpt::tools
