#include <algorithm>

#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/cron.h"
#include "tools/describe.h"
#include "tools/english.h"

namespace rustygpt::tools {

struct CronInput {
    dto::Text<1, 256> expression;
    dto::Text<10, 40> after;
    std::optional<dto::Integer<1, 100>> count;
};
BOOST_DESCRIBE_STRUCT(CronInput, (), (expression, after, count))

struct CronOutput {
    std::vector<std::string> times;
    bool complete = true;
};
BOOST_DESCRIBE_STRUCT(CronOutput, (), (times, complete))

namespace {

constexpr std::int64_t usual_count = 5;

Info describe_cron() {
    Info info;
    info.name = "cron_next";
    info.version = "1.0.0";
    info.description =
        "The next times of a five-field cron expression after a given instant, in UTC. Lists, ranges, steps (*/15, "
        "8-18/2), names (jan, mon), Sunday as 0 or 7, @hourly, @daily, @weekly, @monthly, @yearly. Where both day "
        "fields are restricted one that fits is enough; where one begins with * both must fit, as Vixie's cron has it.";
    info.input_schema = input_schema<CronInput>({{"expression", "minute hour day-of-month month day-of-week"},
                                                 {"after", "RFC 3339; every time told is later than this."},
                                                 {"count", "How many times; 5 where it is absent."}});
    info.output_schema = output_schema<CronOutput>(
        {{"times", "RFC 3339, in UTC."},
         {"complete",
          "False where there are fewer than asked for within 400 years of each other, or before 9999 ends."}});
    info.limits = {{"max_expression_bytes", 256},
                   {"max_count", 100},
                   {"max_search_years", CronSchedule::max_search_years},
                   {"max_year", CronSchedule::max_year}};
    info.examples = {
        {{{"expression", "*/15 9-17 * * mon-fri"}, {"after", "2024-03-01T17:40:00Z"}, {"count", 2}},
         {{"times", {"2024-03-01T17:45:00.000Z", "2024-03-04T09:00:00.000Z"}}, {"complete", true}}},
        {{{"expression", "0 0 29 2 *"}, {"after", "2024-01-01T00:00:00Z"}, {"count", 3}},
         {{"times", {"2024-02-29T00:00:00.000Z", "2028-02-29T00:00:00.000Z", "2032-02-29T00:00:00.000Z"}},
          {"complete", true}}},
        {{{"expression", "0 12 13 * 5"}, {"after", "2024-09-07T00:00:00Z"}, {"count", 2}},
         {{"times", {"2024-09-13T12:00:00.000Z", "2024-09-20T12:00:00.000Z"}}, {"complete", true}}},
        {{{"expression", "0 0 31 feb *"}, {"after", "2024-01-01T00:00:00Z"}},
         {{"times", json::array{}}, {"complete", false}}},
    };
    return info;
}

// "2024-03-01T17:40:00Z", "2024-03-01 17:40 UTC", "2024-03-01": as RFC 3339.
std::optional<std::string> instant_of(std::string_view text) {
    english::take_back(text, {"utc", "gmt"});
    for (const std::string_view rest : {"", "Z", ":00Z", "T00:00:00Z"})
        if (auto whole = std::string(text) + std::string(rest); parse_rfc3339(whole)) return whole;
    return std::nullopt;
}

// In UTC: an offset may lead out of them.
bool in_years_of_four_digits(Time time) {
    const auto year = int(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time)).year());
    return year >= 1 && year <= CronSchedule::max_year;
}

std::string_view unquoted(std::string_view text) {
    for (const char mark : {'`', '"', '\''})
        if (text.size() > 1 && text.front() == mark && text.back() == mark) return text.substr(1, text.size() - 2);
    return text;
}

// "next 3 runs of", "the next time of": how many, taken off the front.
std::optional<std::int64_t> take_count(std::string_view& text) {
    auto given = text;
    english::take(given, {"when is", "when are", "when will"});
    english::take(given, {"the"});
    if (!english::take(given, {"next"})) return std::nullopt;
    std::size_t length = 0;
    while (length < given.size() && length < 3 && given[length] >= '0' && given[length] <= '9') ++length;
    const auto count = length == 0 ? 0 : std::stoll(std::string(given.substr(0, length)));
    auto rest = english::trimmed(given.substr(length));
    if (!english::take(rest, {"runs", "run", "times", "time"})) return std::nullopt;
    text = rest;
    return length == 0 ? 1 : count;
}

// "when does the cron job 0 9 * * * run next": one time, where the words around the expression say so.
bool take_next_run(std::string_view& expression) {
    bool taken = false;
    while (
        english::take_back(expression, {"run next", "runs next", "next run", "fire next", "next fire", "trigger next",
                                        "execute next", "run", "fire", "trigger", "execute", "next"}))
        taken = true;
    return taken;
}

class CronNext final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<CronInput>(input);
            const auto schedule = CronSchedule::parse(read.expression.value);
            const auto after = parse_rfc3339(read.after.value);
            if (!after || !in_years_of_four_digits(*after))
                throw bad_input("/after", "must be an RFC 3339 date and time of the years 0001 to 9999");
            auto at = std::optional(std::chrono::floor<std::chrono::minutes>(*after));
            CronOutput out;
            for (auto left = read.count ? read.count->value : usual_count; left > 0; --left) {
                if (stop.stop_requested())
                    throw ToolError{.kind = ToolError::Kind::cancelled, .message = "It was cancelled."};
                at = schedule.next_after(*at);
                if (!at) break;
                out.times.push_back(to_rfc3339(*at));
            }
            out.complete = at.has_value();
            return output(out);
        });
    }

    // "next 3 runs of 0 9 * * 1-5 after 2024-03-01T00:00:00Z", "cron `@daily` after 2024-03-01"
    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        if (intent.size() > 400 || !english::mentions(intent, {"next", "cron"})) return std::nullopt;
        auto text = english::request(intent);
        auto count = take_count(text);
        const bool once = english::take(text, {"when does", "when will", "when would", "what time does"});
        english::take(text, {"of", "for"});
        english::take(text, {"the", "a"});
        const bool named = english::take(text, {"cron expression", "cron schedule", "cron job", "cron"});
        const auto halves = english::split(text, {"after", "from", "since"});
        if (!halves || (!count && !named)) return std::nullopt;
        auto before = halves->before;
        if (!count && once && take_next_run(before)) count = 1;
        const auto expression = unquoted(before);
        const auto after = instant_of(halves->after);
        if (!after || !parses(expression)) return std::nullopt;
        json::object input{{"expression", expression}, {"after", *after}};
        if (count) input["count"] = std::clamp<std::int64_t>(*count, 1, 100);
        return Match{.input = std::move(input), .confidence = 0.97};
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        std::vector<std::string> times;
        for (const auto& time : output.at("times").as_array()) {
            std::string text(std::string_view(time.as_string()).substr(0, 16));
            text[10] = ' ';
            times.push_back(std::move(text));
        }
        const std::string_view expression = input.at("expression").as_string();
        if (times.empty()) return fmt::format("`{}` **never** comes after {}.", expression, after_of(input));
        times.front() = "**" + times.front() + "**";
        return fmt::format("`{}` comes next at {} (UTC){}.", expression, fmt::join(times, ", "),
                           output.at("complete").as_bool() ? "" : ", and then no more");
    }

private:
    static std::string_view after_of(const json::object& input) { return input.at("after").as_string(); }
    static bool parses(std::string_view expression) {
        try {
            CronSchedule::parse(expression);
            return expression.size() <= 256;
        } catch (const ToolError&) {
            return false;
        }
    }

    Info info_ = describe_cron();
};

}  // namespace

std::unique_ptr<Tool> make_cron_next_tool() { return std::make_unique<CronNext>(); }

}  // namespace rustygpt::tools
