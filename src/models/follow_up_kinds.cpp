// Follow-ups on numbers, units, dates and times.

#include "models/follow_up_kinds.h"

#include <fmt/format.h>

#include "models/follow_up_sums.h"
#include "models/follow_up_values.h"
#include "tools/dates.h"
#include "tools/english.h"

namespace rustygpt::models {

namespace english = tools::english;
namespace json = boost::json;
using Call = FollowUp::Call;

// A tool's own doubt is no ground for a guess about what was meant.
constexpr double least_confidence = 0.8;

Call FollowUp::ask(std::string_view tool, std::string_view phrase) const {
    const auto* found = choice_.allows(tool) ? tools_.find(tool) : nullptr;
    auto match = found != nullptr ? found->match(phrase) : std::nullopt;
    if (!match || match->confidence < least_confidence) return std::nullopt;
    return reasoning::ToolCall{.tool = std::string(tool), .input = std::move(match->input), .intent = {}};
}

Call FollowUp::ask(std::string_view tool, std::string_view phrase, std::string_view member,
                   const json::value& value) const {
    auto call = ask(tool, phrase);
    if (call) call->input[member] = value;
    return call;
}

Call FollowUp::call() const {
    if (wording_.text.empty()) return std::nullopt;
    // "Add 10 and halve it": "it" is what this prompt has just asked for, and is not known yet.
    const bool leads_on = referring(wording_.text, "") || !date_of(result_).empty();
    if (!first_ && leads_on) return std::nullopt;
    auto found = by_kind();
    return found || !first_ ? found : on_number();
}

Call FollowUp::by_kind() const {
    constexpr std::pair<std::string_view, Call (FollowUp::*)() const> kinds[] = {
        {"unit_convert", &FollowUp::on_conversion},
        {"calculator", &FollowUp::on_sum},
        {"number_base", &FollowUp::on_base},
        {"roman_numerals", &FollowUp::on_numeral},
        {"percentage_change", &FollowUp::on_change},
        {"date_math", &FollowUp::on_date},
        {"time_zone", &FollowUp::on_time},
        {"finance", &FollowUp::on_money},
        {"statistics", &FollowUp::on_list},
        {"color_convert", &FollowUp::on_color},
        {"ip_subnet", &FollowUp::on_subnet},
        {"hash", &FollowUp::on_hash},
        {"encode", &FollowUp::on_code}};
    for (const auto& [tool, follow] : kinds)
        if (result_.tool == tool) return (this->*follow)();
    return std::nullopt;
}

// "in feet" of the same quantity, "what about 10 miles" or "and 12" to the same unit.
Call FollowUp::on_conversion() const {
    const auto from = text_in(output_of(result_), "from"), to = text_in(output_of(result_), "to");
    const auto text = wording_.text;
    if (const auto target = target_in(wording_))
        if (auto call = ask("unit_convert", fmt::format("{} {} in {}", text_in(result_.input, "value"), from, *target)))
            return call;
    if (!wording_.led) return std::nullopt;
    if (lone_number(text)) return ask("unit_convert", fmt::format("{} {} in {}", text, from, to));
    return ask("unit_convert", fmt::format("{} in {}", text, to));
}

// "what about 20%" and "and of 500" after "17% of 2340".
Call FollowUp::on_sum() const {
    if (!wording_.led) return std::nullopt;
    const auto expression = other_percentage(text_in(result_.input, "expression"), wording_.text);
    return expression ? ask("calculator", *expression) : std::nullopt;
}

// "and in octal", of the number as it was given, or else as it was written.
Call FollowUp::on_base() const {
    if (wording_.led && lone_number(wording_.text))
        return ask("number_base", fmt::format("{} in base {}", wording_.text, text_in(output_of(result_), "to")));
    const auto target = target_in(wording_);
    if (!target || !flag_in(output_of(result_), "exact")) return std::nullopt;
    if (text_in(output_of(result_), "from") == "10")
        if (auto call = ask("number_base", fmt::format("{} in {}", text_in(result_.input, "value"), *target)))
            return call;
    return ask("number_base", fmt::format("{} in base {} to {}", text_in(output_of(result_), "value"),
                                          text_in(output_of(result_), "to"), *target));
}

// "and 2024" after "1994 in Roman numerals".
Call FollowUp::on_numeral() const {
    if (!wording_.led || !lone_number(wording_.text)) return std::nullopt;
    return ask("roman_numerals", fmt::format("{} in roman numerals", wording_.text));
}

// "and to 120", "from 90"
Call FollowUp::on_change() const {
    if (text_in(result_.input, "operation") == "share") return std::nullopt;
    const bool from = wording_.text.starts_with("from "), to = wording_.text.contains("to ");
    if (!from && !to) return std::nullopt;
    auto phrase = fmt::format("percentage change {}", wording_.text);
    if (!from) phrase = fmt::format("percentage change from {} {}", text_in(result_.input, "from"), wording_.text);
    if (!to) phrase += fmt::format(" to {}", text_in(result_.input, "to"));
    return ask("percentage_change", phrase);
}

// "a week before that", "30 days later", "which weekday is that"; of days between two dates "and in weeks".
Call FollowUp::on_date() const {
    const auto date = date_of(result_);
    if (date.empty()) {
        const auto target = target_in(wording_);
        return target ? ask("unit_convert", fmt::format("{} days in {}", text_in(output_of(result_), "days"), *target))
                      : std::nullopt;
    }
    const auto text = wording_.text;
    if (const auto phrase = referring(text, date)) return ask("date_math", *phrase);
    const auto operation = text_in(result_.input, "operation");
    const auto dated = tools::dates_in(text);
    if (dated.dates.empty()) {
        if (auto call = ask("date_math", fmt::format("{} {}", date, text))) return call;
        return wording_.led && operation == "add" ? other_amount() : std::nullopt;
    }
    if (dated.words.size() > 1) return ask("date_math", fmt::format("from {} {}", date, text));
    if (!wording_.led || operation == "add") return std::nullopt;
    return ask("date_math", fmt::format("what {} is {}", operation == "iso_week" ? "week" : "weekday", text));
}

// "and 60 days" after "30 days before 2024-03-01": from the same date in the same direction.
Call FollowUp::other_amount() const {
    bool back = false;
    for (const auto* amount : {"years", "months", "weeks", "days"})
        back |= text_in(result_.input, amount).starts_with('-');
    const auto from = text_in(result_.input, "date");
    return ask("date_math", fmt::format("{} {} {}", from, back ? "minus" : "plus", wording_.text));
}

// "and in Tokyo": the same time elsewhere.
Call FollowUp::on_time() const {
    auto text = wording_.text;
    english::take(text, {"what time is", "what time", "the same time"});
    take_reference(text);
    const bool placed = english::take(text, {"in", "at", "to"});
    if (!(placed || wording_.led) || text.empty()) return std::nullopt;
    const auto from = text_in(result_.input, "from");
    if (from.empty()) return ask("time_zone", fmt::format("{} in {}", text_in(output_of(result_), "utc"), text));
    return ask("time_zone", fmt::format("{} in {} to {}", text_in(result_.input, "time"), from, text));
}

Call FollowUp::on_number() const {
    const auto number = number_of(result_);
    if (!number) return std::nullopt;
    if (const auto sum = sum_of(wording_.text, number->operand))
        if (auto call = ask("calculator", *sum)) return call;
    const auto place = referring(wording_.text, number->text);
    const auto target = target_in(wording_);
    const bool whole = number->text.find_first_not_of("-0123456789") == number->text.npos;
    for (const std::string_view tool : {"number_base", "roman_numerals"}) {
        if (!whole) break;
        auto call = place ? ask(tool, *place) : std::nullopt;
        if (!call && target) call = ask(tool, fmt::format("{} in {}", number->text, *target));
        if (call) return call;
    }
    return place ? ask("percentage_change", *place) : std::nullopt;
}

}  // namespace rustygpt::models
