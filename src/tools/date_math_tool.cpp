#include <array>

#include <boost/describe/class.hpp>
#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "tools/date_phrases.h"
#include "tools/dates.h"
#include "tools/describe.h"

namespace rustygpt::tools {

enum class DateOperation { difference, add, weekday, iso_week };
BOOST_DESCRIBE_ENUM(DateOperation, difference, add, weekday, iso_week)

using Amount = dto::Integer<-4'000'000, 4'000'000>;

struct DateMathInput {
    DateOperation operation{};
    std::optional<dto::Text<10, 10>> from;
    std::optional<dto::Text<10, 10>> to;
    std::optional<dto::Text<10, 10>> date;
    std::optional<Amount> years;
    std::optional<Amount> months;
    std::optional<Amount> weeks;
    std::optional<Amount> days;
};
BOOST_DESCRIBE_STRUCT(DateMathInput, (), (operation, from, to, date, years, months, weeks, days))

namespace {

json::object closed(json::object properties) {
    json::array required;
    for (const auto& [key, _] : properties) required.emplace_back(key);
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)},
            {"additionalProperties", false}};
}

json::object integer(std::string_view text) { return {{"type", "integer"}, {"description", text}}; }

// Which fields belong to which operation: what the flat list of properties can't say.
json::array operation_rules() {
    const auto rule = [](std::string_view operation, json::array required,
                         std::initializer_list<const char*> unwanted) {
        json::object properties{{"operation", json::object{{"const", operation}}}};
        for (const auto* field : unwanted) properties[field] = json::object{{"type", "null"}};
        return json::object{{"properties", std::move(properties)}, {"required", std::move(required)}};
    };
    return {rule("difference", {"from", "to"}, {"date", "years", "months", "weeks", "days"}),
            rule("add", {"date"}, {"from", "to"}),
            rule("weekday", {"date"}, {"from", "to", "years", "months", "weeks", "days"}),
            rule("iso_week", {"date"}, {"from", "to", "years", "months", "weeks", "days"})};
}

json::array outputs() {
    const json::object text{{"type", "string"}};
    return {closed({{"days", integer("To the later date; negative where `to` is earlier.")},
                    {"weeks", integer("Whole weeks of these days.")},
                    {"remaining_days", integer("Days beside the whole weeks.")},
                    {"calendar", closed({{"years", integer("Whole years.")},
                                         {"months", integer("Whole months beside them.")},
                                         {"days", integer("Days beside those.")}})}}),
            closed({{"date", text}, {"weekday", text}}),
            closed({{"weekday", text}, {"iso_weekday", integer("Monday 1 to Sunday 7.")}}),
            closed({{"year", integer("The year that the week belongs to.")},
                    {"week", integer("1 to 53.")},
                    {"iso_weekday", integer("Monday 1 to Sunday 7.")},
                    {"text", text}})};
}

Info describe_date_math() {
    Info info;
    info.name = "date_math";
    info.version = "1.0.0";
    info.description =
        "Reckons with dates of the proleptic Gregorian calendar, years 1 to 9999, without any clock: the difference of "
        "two dates, "
        "a date plus or minus years, months, weeks and days, the weekday, the ISO 8601 week. Years and months are "
        "added first "
        "and keep the day, or take the month's last day where it has none (2024-01-31 plus a month is 2024-02-29); "
        "then weeks and days.";
    info.input_schema = input_schema<DateMathInput>(
        {{"operation",
          "difference needs from and to; the others need date; add takes any of years, months, weeks, days."},
         {"from", "YYYY-MM-DD"},
         {"to", "YYYY-MM-DD"},
         {"date", "YYYY-MM-DD"}});
    info.input_schema["oneOf"] = operation_rules();
    info.output_schema = {
        {"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"type", "object"}, {"oneOf", outputs()}};
    info.limits = {{"min_year", 1}, {"max_year", 9999}, {"max_amount", 4'000'000}};
    info.examples = {
        {{{"operation", "difference"}, {"from", "2024-02-01"}, {"to", "2025-03-15"}},
         {{"days", 408},
          {"weeks", 58},
          {"remaining_days", 2},
          {"calendar", {{"years", 1}, {"months", 1}, {"days", 14}}}}},
        {{{"operation", "add"}, {"date", "2024-01-31"}, {"months", 1}},
         {{"date", "2024-02-29"}, {"weekday", "Thursday"}}},
        {{{"operation", "weekday"}, {"date", "2024-02-29"}}, {{"weekday", "Thursday"}, {"iso_weekday", 4}}},
        {{{"operation", "iso_week"}, {"date", "2024-12-30"}},
         {{"year", 2025}, {"week", 1}, {"iso_weekday", 1}, {"text", "2025-W01-1"}}},
    };
    return info;
}

class Reading {
public:
    explicit Reading(const json::object& input) : input_(read_input<DateMathInput>(input)) {
        const bool spans = input_.operation == DateOperation::difference;
        need("from", input_.from.has_value(), spans);
        need("to", input_.to.has_value(), spans);
        need("date", input_.date.has_value(), !spans);
        const bool adds = input_.operation == DateOperation::add;
        const std::pair<std::string_view, bool> amounts[] = {{"years", input_.years.has_value()},
                                                             {"months", input_.months.has_value()},
                                                             {"weeks", input_.weeks.has_value()},
                                                             {"days", input_.days.has_value()}};
        for (const auto& [field, there] : amounts)
            if (there && !adds) problems_.add(pointer("", field), "is not of this operation");
        try {
            problems_.throw_if_any();
        } catch (const Failure& failure) {
            throw bad_input(failure);
        }
    }

    [[nodiscard]] DateOperation operation() const { return input_.operation; }
    [[nodiscard]] Date from() const { return date_at("/from", *input_.from); }
    [[nodiscard]] Date to() const { return date_at("/to", *input_.to); }
    [[nodiscard]] Date date() const { return date_at("/date", *input_.date); }
    [[nodiscard]] std::int64_t months() const { return amount(input_.years) * 12 + amount(input_.months); }
    [[nodiscard]] std::int64_t days() const { return amount(input_.weeks) * 7 + amount(input_.days); }

private:
    void need(std::string_view field, bool there, bool needed) {
        if (there != needed) problems_.add(pointer("", field), needed ? "is required" : "is not of this operation");
    }
    static std::int64_t amount(const std::optional<Amount>& given) { return given ? given->value : 0; }
    static Date date_at(std::string_view path, const dto::Text<10, 10>& text) {
        const auto date = parse_date(text.value);
        if (!date) throw bad_input(path, "must be a date that exists, as YYYY-MM-DD, of the years 0001 to 9999");
        return *date;
    }

    DateMathInput input_;
    dto::Problems problems_;
};

json::value difference(const Reading& given) {
    const auto from = given.from(), to = given.to();
    const auto days = (std::chrono::sys_days(to) - std::chrono::sys_days(from)).count();
    const auto span = calendar_span(from, to);
    return {{"days", days},
            {"weeks", days / 7},
            {"remaining_days", days % 7},
            {"calendar", {{"years", span.years}, {"months", span.months}, {"days", span.days}}}};
}

json::value addition(const Reading& given) {
    const auto there = shifted(given.date(), given.months(), given.days());
    if (!there) throw failed("The result lies outside the years 1 to 9999.");
    return {{"date", to_text(*there)}, {"weekday", weekday_name(*there)}};
}

json::value week(const Reading& given) {
    const auto week = iso_week(given.date());
    return {{"year", week.year},
            {"week", week.week},
            {"iso_weekday", week.day},
            {"text", fmt::format("{:04}-W{:02}-{}", week.year, week.week, week.day)}};
}

std::string counted(std::int64_t number, std::string_view what) {
    return fmt::format("{} {}{}", number, what, number == 1 || number == -1 ? "" : "s");
}

std::string amounts_of(const json::object& input) {
    std::string out;
    for (const std::string_view field : {"years", "months", "weeks", "days"}) {
        const auto* amount = input.if_contains(field);
        if (amount == nullptr || amount->is_null()) continue;
        const auto value = amount->to_number<std::int64_t>();
        out += value < 0 ? " minus " : " plus ";
        out += counted(std::abs(value), field.substr(0, field.size() - 1));
    }
    return out;
}

class DateMath final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult {
            const Reading given(input);
            switch (given.operation()) {
                case DateOperation::difference: return difference(given);
                case DateOperation::add: return addition(given);
                case DateOperation::weekday:
                    return json::value{{"weekday", weekday_name(given.date())},
                                       {"iso_weekday", iso_week(given.date()).day}};
                case DateOperation::iso_week: return week(given);
            }
            throw failed("There is no such operation.");
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        auto input = date_question(intent);
        if (!input) return std::nullopt;
        return Match{.input = std::move(*input), .confidence = 0.97};
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        const auto text = [](const json::value& value) { return std::string_view(value.as_string()); };
        const auto operation = text(input.at("operation"));
        if (operation == "difference") return explain_difference(input, output);
        const auto date = text(input.at("date"));
        if (operation == "weekday") return fmt::format("{} is a **{}**.", date, text(output.at("weekday")));
        if (operation == "iso_week")
            return fmt::format("{} is in ISO week **{}** of {} ({}).", date, output.at("week").as_int64(),
                               output.at("year").as_int64(), text(output.at("text")));
        return fmt::format("{}{} is **{}**, a {}.", date, amounts_of(input), text(output.at("date")),
                           text(output.at("weekday")));
    }

private:
    static std::string explain_difference(const json::object& input, const json::value& output) {
        const auto& calendar = output.at("calendar").as_object();
        std::string parts;
        for (const std::string_view field : {"years", "months", "days"}) {
            const auto value = calendar.at(field).to_number<std::int64_t>();
            if (value != 0) parts += (parts.empty() ? "" : ", ") + counted(value, field.substr(0, field.size() - 1));
        }
        const auto days = output.at("days").to_number<std::int64_t>();
        auto line = fmt::format("From {} to {}: **{}**", std::string_view(input.at("from").as_string()),
                                std::string_view(input.at("to").as_string()), counted(days, "day"));
        // Below a month the parts would only repeat the days.
        if (std::abs(days) >= 28 && !parts.empty()) line += fmt::format(" ({})", parts);
        return line + ".";
    }

    Info info_ = describe_date_math();
};

}  // namespace

std::unique_ptr<Tool> make_date_math_tool() { return std::make_unique<DateMath>(); }

}  // namespace rustygpt::tools
