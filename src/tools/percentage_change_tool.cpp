#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/describe.h"
#include "tools/english.h"
#include "tools/given_number.h"
#include "tools/phrase.h"

namespace rustygpt::tools {

enum class PercentageOperation { change, share };
BOOST_DESCRIBE_ENUM(PercentageOperation, change, share)

struct PercentageInput {
    GivenNumber from;
    GivenNumber to;
    std::optional<PercentageOperation> operation;
};
BOOST_DESCRIBE_STRUCT(PercentageInput, (), (from, to, operation))

struct PercentageOutput {
    std::string percent;
    bool exact = true;
    std::string difference;
};
BOOST_DESCRIBE_STRUCT(PercentageOutput, (), (percent, exact, difference))

namespace {

Info describe_percentage() {
    Info info;
    info.name = "percentage_change";
    info.version = "1.0.0";
    info.description =
        "How many percent lie between two numbers: from 80 to 100 is an increase of 25 % of the first number's size "
        "(so from -80 to -60 is +25 %); or, as share, how many percent of the first number the second one is.";
    info.input_schema = input_schema<PercentageInput>(
        {{"from", "What counts as 100 %. Not zero."},
         {"to", "What it is compared with."},
         {"operation", "change (where it is absent): (to - from) / |from|. share: to / from."}});
    info.output_schema =
        output_schema<PercentageOutput>({{"percent",
                                          "Negative for a decrease. All digits where there are at most 34, "
                                          "else rounded to 12."},
                                         {"exact", "Whether percent is not rounded."},
                                         {"difference", "to - from."}});
    info.limits = {{"max_number_digits", given_digits}, {"max_exponent", given_exponent}};
    const auto example = [&info](json::object input, std::string_view percent, bool exact,
                                 std::string_view difference) {
        info.examples.push_back(
            {std::move(input), {{"percent", percent}, {"exact", exact}, {"difference", difference}}});
    };
    example({{"from", 80}, {"to", 100}}, "25", true, "20");
    example({{"from", "19.99"}, {"to", "14.99"}}, "-25.0125062531", false, "-5");
    example({{"from", 120}, {"to", 30}, {"operation", "share"}}, "25", true, "-90");
    return info;
}

bool asks_for_change(const Phrase& phrase) {
    return phrase.has({"change", "increase", "decrease", "difference", "growth", "drop", "rise", "gain", "loss"});
}

// "percentage change from 80 to 100", "80 to 100 in percent change"
std::optional<json::object> change(const Phrase& phrase) {
    if (!asks_for_change(phrase) || !phrase.has({"percent", "percentage", "%"})) return std::nullopt;
    if (!phrase.only({"#",          "percent", "percentage", "%",    "change", "increase", "decrease",
                      "difference", "growth",  "drop",       "rise", "gain",   "loss",     "from",
                      "to",         "between", "and",        "the",  "a",      "an",       "in",
                      "of",         "is",      "as",         "how",  "big",    "much",     "large"}))
        return std::nullopt;
    const auto first = phrase.place_of(0);
    const auto joint = phrase.word(first + 1);
    if (phrase.place_of(1) != first + 2 || (joint != "to" && joint != "and")) return std::nullopt;
    return json::object{{"from", phrase.numbers[0]}, {"to", phrase.numbers[1]}};
}

bool is_currency(std::string_view word) {
    return word == "$" || word == "\u20ac" || word == "\u00a3" || word == "euros" || word == "dollars";
}

// "sales rose from 400 to 500, what's the percentage increase?"
std::optional<json::object> told_change(const Phrase& phrase) {
    if (!phrase.has({"percent", "percentage", "%"})) return std::nullopt;
    if (!asks_for_change(phrase) && !phrase.has({"what", "how", "which"})) return std::nullopt;
    if (!asks_for_change(phrase) &&
        !phrase.has({"rose", "rises", "fell", "falls", "dropped", "drops", "went", "goes", "grew", "increased",
                     "increases", "decreased", "decreases", "climbed", "jumped", "sank", "changed"}))
        return std::nullopt;
    if (phrase.has({"points", "of"})) return std::nullopt;
    auto before = phrase.place_of(0) - 1;
    if (is_currency(phrase.word(before))) --before;
    auto between = phrase.place_of(0) + 1;
    if (phrase.word(between) != "to" && phrase.word(between + 1) == "to") ++between;  // a currency, a unit
    const auto second = between + 1 + (is_currency(phrase.word(between + 1)) ? 1 : 0);
    if (phrase.word(before) != "from" || phrase.word(between) != "to" || phrase.place_of(1) != second)
        return std::nullopt;
    return json::object{{"from", phrase.numbers[0]}, {"to", phrase.numbers[1]}};
}

// "18 out of 24 passed, what percentage is that?"
std::optional<json::object> out_of(const Phrase& phrase) {
    const auto first = phrase.place_of(0);
    if (!phrase.has({"what", "as", "which", "how"}) || !phrase.has({"percent", "percentage", "%"})) return std::nullopt;
    if (phrase.word(first + 1) != "out" || phrase.word(first + 2) != "of" || phrase.place_of(1) != first + 3)
        return std::nullopt;
    return json::object{{"from", phrase.numbers[1]}, {"to", phrase.numbers[0]}, {"operation", "share"}};
}

// "how many percent more is 120 than 100"
std::optional<json::object> compared(const Phrase& phrase) {
    if (!phrase.has({"percent", "percentage", "%"}) || !phrase.has({"what", "how", "many"})) return std::nullopt;
    if (!phrase.has({"more", "less", "higher", "lower", "bigger", "smaller", "larger", "greater"})) return std::nullopt;
    if (!phrase.only({"#",    "percent", "percentage", "%",     "how",    "many",    "much",   "what",
                      "more", "less",    "higher",     "lower", "bigger", "smaller", "larger", "greater",
                      "is",   "than",    "by",         "in",    "the",    "a"}))
        return std::nullopt;
    if (phrase.word(phrase.place_of(1) - 1) != "than") return std::nullopt;
    return json::object{{"from", phrase.numbers[1]}, {"to", phrase.numbers[0]}};
}

// "what percent of 120 is 30", "what percent is 30 of 120", "30 is what percentage of 120", "30 as a percentage of 120"
std::optional<json::object> share(const Phrase& phrase) {
    if (!phrase.has({"percent", "percentage", "%"}) || !phrase.has({"of"})) return std::nullopt;
    if (!phrase.only({"#", "what", "which", "percent", "percentage", "%", "of", "is", "as", "a", "the", "how", "many"}))
        return std::nullopt;
    if (!phrase.has({"what", "which", "as", "many"}) && phrase.word(0) == "#") return std::nullopt;
    // "17 % of 2340" asks for something else; the whole is what follows "of".
    if (phrase.word(phrase.place_of(0) + 1) == "%" || phrase.word(phrase.place_of(0) + 1) == "percent")
        return std::nullopt;
    const bool whole_first = phrase.word(phrase.place_of(0) - 1) == "of";
    const bool whole_last = phrase.word(phrase.place_of(1) - 1) == "of";
    if (whole_first == whole_last) return std::nullopt;
    return json::object{
        {"from", phrase.numbers[!whole_first]}, {"to", phrase.numbers[whole_first]}, {"operation", "share"}};
}

std::string_view given(const json::value& value, std::string& buffer) {
    if (value.is_string()) return value.get_string();
    append_json(buffer, value);
    return buffer;
}

class PercentageChange final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<PercentageInput>(input);
            const auto from = decimal_at("/from", read.from), to = decimal_at("/to", read.to);
            if (from.sign() == 0) throw failed("Nothing is a percentage of zero.");
            const bool share = read.operation == PercentageOperation::share;
            const auto percent = (share ? to : to - from) * 100 / (!share && from.sign() < 0 ? -from : from);
            return output(PercentageOutput{
                .percent = percent.text(), .exact = percent.text_is_exact(), .difference = (to - from).text()});
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        if (intent.size() > 300 || !english::mentions(intent, {"percent", "%"})) return std::nullopt;
        const auto phrase = phrase_of(english::request(intent));
        if (phrase.numbers.size() != 2) return std::nullopt;
        auto input = change(phrase);
        if (!input) input = told_change(phrase);
        if (!input) input = compared(phrase);
        if (!input) input = out_of(phrase);
        if (!input) input = share(phrase);
        if (!input) return std::nullopt;
        return Match{.input = std::move(*input), .confidence = 0.95};
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        std::string first, second;
        const auto from = given(input.at("from"), first), to = given(input.at("to"), second);
        std::string_view percent = output.at("percent").as_string();
        const std::string_view about = output.at("exact").as_bool() ? "" : "about ";
        const auto* operation = input.if_contains("operation");
        if (operation != nullptr && operation->is_string() && operation->get_string() == "share")
            return fmt::format("{} is {}**{} %** of {}.", to, about, percent, from);
        const bool down = percent.starts_with('-');
        if (down) percent.remove_prefix(1);
        if (percent == "0") return fmt::format("From {} to {} is **no change**.", from, to);
        return fmt::format("From {} to {} is {} of {}**{} %**.", from, to, down ? "a decrease" : "an increase", about,
                           percent);
    }

private:
    Info info_ = describe_percentage();
};

}  // namespace

std::unique_ptr<Tool> make_percentage_change_tool() { return std::make_unique<PercentageChange>(); }

}  // namespace rustygpt::tools
