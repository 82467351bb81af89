#include <algorithm>

#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/asking.h"
#include "tools/check_digits.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/markdown.h"

namespace rustygpt::tools {

BOOST_DEFINE_ENUM_CLASS(ChecksumOperation, validate, complete)

struct ChecksumInput {
    ChecksumKind kind{};
    dto::Text<1, 100> number;
    std::optional<ChecksumOperation> operation;
};
BOOST_DESCRIBE_STRUCT(ChecksumInput, (), (kind, number, operation))

struct ChecksumOutput {
    ChecksumKind kind{};
    bool valid = false;
    std::string number;
    std::optional<std::string> expected;
    std::optional<std::string> problem;
};
BOOST_DESCRIBE_STRUCT(ChecksumOutput, (), (kind, valid, number, expected, problem))

namespace {

Info describe_checksum() {
    Info info;
    info.name = "checksum";
    info.version = "1.0.0";
    info.description =
        "Checks a number that carries check digits, or completes one: Luhn (payment cards, IMEI), ISBN-10, ISBN-13, "
        "IBAN, EAN-8, EAN-13, UPC-A. It says whether the number is well formed, not whether it was ever issued.";
    info.input_schema = input_schema<ChecksumInput>(
        {{"kind", "What the number is."},
         {"number", "Spaces and hyphens don't count; letters in either case. At most 100 bytes."},
         {"operation",
          "validate (the default), or complete: the number comes without its check digit, an IBAN with any "
          "two characters in their place."}});
    info.output_schema = output_schema<ChecksumOutput>(
        {{"kind", "As given."},
         {"valid", "Whether the number in `number` holds."},
         {"number", "Without spaces and hyphens; completed where that was asked."},
         {"expected", "The check digits that are right; null where the form is wrong already."},
         {"problem", "Why it is not valid, or null."}});
    info.limits = {{"max_number_bytes", 100}};
    const auto example = [&info](json::object input, bool valid, std::string_view number, json::value expected,
                                 json::value problem) {
        json::object out{{"kind", input.at("kind")},
                         {"valid", valid},
                         {"number", number},
                         {"expected", std::move(expected)},
                         {"problem", std::move(problem)}};
        info.examples.push_back({std::move(input), std::move(out)});
    };
    example({{"kind", "luhn"}, {"number", "4111 1111 1111 1111"}}, true, "4111111111111111", "1", nullptr);
    example({{"kind", "isbn10"}, {"number", "0-306-40615-3"}}, false, "0306406153", "2", "its check digit is wrong");
    example({{"kind", "isbn13"}, {"number", "978-0-306-40615"}, {"operation", "complete"}}, true, "9780306406157", "7",
            nullptr);
    example({{"kind", "iban"}, {"number", "GB82 WEST 1234 5698 7654 32"}}, true, "GB82WEST12345698765432", "82",
            nullptr);
    return info;
}

// "valid IBAN", "credit card number": the kind that begins here. ISBN and EAN are decided by the number's length.
std::optional<ChecksumKind> take_kind(std::string_view& text, std::string_view number) {
    const auto length = static_cast<std::size_t>(std::count_if(
        number.begin(), number.end(), [](char c) { return (c >= '0' && c <= '9') || c == 'x' || c == 'X'; }));
    if (english::take(text, {"isbn-10", "isbn10"})) return ChecksumKind::isbn10;
    if (english::take(text, {"isbn-13", "isbn13"})) return ChecksumKind::isbn13;
    if (english::take(text, {"isbn"})) return length == 10 ? ChecksumKind::isbn10 : ChecksumKind::isbn13;
    if (english::take(text, {"iban"})) return ChecksumKind::iban;
    if (english::take(text, {"ean-8", "ean8"})) return ChecksumKind::ean8;
    if (english::take(text, {"ean-13", "ean13"})) return ChecksumKind::ean13;
    if (english::take(text, {"ean"})) return length == 8 ? ChecksumKind::ean8 : ChecksumKind::ean13;
    if (english::take(text, {"upc-a", "upca", "upc"})) return ChecksumKind::upca;
    if (english::take(
            text, {"credit card number", "card number", "credit card", "luhn number", "luhn checksum", "luhn", "imei"}))
        return ChecksumKind::luhn;
    return std::nullopt;
}

// Digits, letters, spaces and hyphens with more than half digits: a number, and no sentence.
bool looks_like_number(std::string_view text) {
    std::size_t digits = 0;
    std::size_t signs = 0;
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        digits += c >= '0' && c <= '9';
        signs += c != ' ' && c != '-';
        if (!letter && !(c >= '0' && c <= '9') && c != ' ' && c != '-') return false;
    }
    return digits >= 6 && digits * 2 > signs && text.size() <= 100;
}

std::optional<Match> asked(ChecksumKind kind, std::string_view number) {
    if (!looks_like_number(number)) return std::nullopt;
    return Match{.input = {{"kind", dto::Codec<ChecksumKind>::name_of(kind)}, {"number", number}}, .confidence = 0.95};
}

// "is 978-0-306-40615-7 a valid ISBN?"
std::optional<Match> number_first(std::string_view text) {
    const auto halves = english::split(text, {"a valid", "an valid", "valid", "a correct"});
    if (!halves) return std::nullopt;
    auto kind_text = halves->after;
    auto number = halves->before;
    english::take_back(number, {"is"});
    if (english::take(number, {"this", "that"}) && number.empty()) {  // "is this a valid IBAN: ..."
        const auto given = english::split(kind_text, {":"});
        if (!given) return std::nullopt;
        kind_text = given->before;
        number = given->after;
    }
    const auto kind = take_kind(kind_text, number);
    english::take(kind_text, {"number"});
    return kind && kind_text.empty() ? asked(*kind, number) : std::nullopt;
}

// "what is the check digit of the EAN 400638133393", "complete the ISBN-13 978-0-306-40615"
std::optional<Match> completing(std::string_view text) {
    english::take(text, {"the"});
    const bool digit = english::take(text, {"check digit of", "check digit for", "check digits of", "check digits for",
                                            "missing check digit of", "last digit of"});
    if (!digit && !english::take(text, {"complete", "add the check digit to", "add a check digit to"}))
        return std::nullopt;
    english::take(text, {"the", "this"});
    const auto space = std::min(text.find(' '), text.size());
    // It comes without its check digit: "EAN 400638133393" is one digit short.
    const auto kind = take_kind(text, std::string(text.substr(space)) + "0");
    if (!kind) return std::nullopt;
    while (english::take(text, {"number", ":"})) {}
    auto found = asked(*kind, text);
    if (found) found->input["operation"] = "complete";
    return found;
}

// "check the IBAN GB82 ...", "is the card number 4111 ... valid"
std::optional<Match> kind_first(std::string_view text) {
    english::take(text, {"the", "this"});
    const auto space = std::min(text.find(' '), text.size());  // the number stands behind the kind's first word
    const auto kind = take_kind(text, text.substr(space));
    if (!kind) return std::nullopt;
    english::take(text, {":", "number", "of", "for"});
    english::take_back(text, {"valid", "correct"});
    english::take_back(text, {"is"});
    return asked(*kind, text);
}

// The one stretch of a text that is a number: words with digits, and short ones in capitals between them ("GB82 WEST").
std::optional<std::string_view> number_within(std::string_view text) {
    std::size_t begin = text.npos;
    std::size_t end = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto length = std::min(text.find_first_of(" \n,:;?!", at), text.size()) - at;
        const auto word = text.substr(at, length);
        const bool digits = word.find_first_of("0123456789") != word.npos && !english::mentions(word, {"isbn", "ean"});
        const bool capitals =
            begin != text.npos && word.size() == 4 && word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == word.npos;
        if (digits || (capitals && end + 1 == at)) {
            if (begin == text.npos) begin = at;
            else if (end + 1 != at) return std::nullopt;
            end = at + length;
        }
        at += length + 1;
    }
    return begin == text.npos ? std::nullopt : std::optional(text.substr(begin, end - begin));
}

// One number, one kind, and words that ask whether it is right, in any order.
std::optional<Match> in_any_order(std::string_view text) {
    auto number = number_within(text);
    if (!number) return std::nullopt;
    while (number->ends_with('.')) number->remove_suffix(1);
    const auto place = static_cast<std::size_t>(number->data() - text.data());
    const auto around = std::string(text.substr(0, place)) + " " + std::string(text.substr(place + number->size()));
    const auto take = [&number](std::string_view& rest) { return take_kind(rest, *number); };
    const auto [kinds, words] = english::named_apart(around, take);
    if (kinds.empty() || std::count(kinds.begin(), kinds.end(), kinds.front()) != std::ssize(kinds))
        return std::nullopt;
    const auto all = english::words_of(words);
    if (!english::has_any(all, {"valid", "validate", "verify", "check", "correct"})) return std::nullopt;
    if (!english::only_asks(all, {"valid", "validate", "verify", "check", "correct", "number", "card", "code", "pass",
                                  "passes", "checksum", "validity", "invalid", "right", "test"}))
        return std::nullopt;
    return asked(kinds.front(), *number);
}

class Checksum final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<ChecksumInput>(input);
            const bool completing = read.operation == ChecksumOperation::complete;
            auto found = completing ? complete(read.kind, read.number.value) : check(read.kind, read.number.value);
            ChecksumOutput out{.kind = read.kind,
                               .valid = found.problem.empty(),
                               .number = std::move(found.normal),
                               .expected = {},
                               .problem = {}};
            if (!found.expected.empty()) out.expected = std::move(found.expected);
            if (!found.problem.empty()) out.problem = std::move(found.problem);
            return output(out);
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        if (intent.size() > 300) return std::nullopt;
        auto text = english::request(intent);
        if (auto found = completing(text)) return found;
        const bool question = english::take(text, {"is", "are"});
        if (!question && !english::take(text, {"check", "validate", "verify"})) return in_any_order(intent);
        english::take(text, {"whether", "if", "that"});
        if (!question) english::take(text, {"the", "this"});
        if (auto found = number_first(text)) return found;
        if (auto found = kind_first(text)) return found;
        return in_any_order(intent);
    }

    [[nodiscard]] std::string explain(const json::object&, const json::value& output) const override {
        ChecksumKind kind{};
        boost::describe::enum_from_string(output.at("kind").as_string().c_str(), kind);
        const auto number = markdown::code(output.at("number").as_string());
        if (output.at("valid").as_bool()) return fmt::format("{} is a **valid** {}.", number, name_of(kind));
        auto line = fmt::format("{} is **not a valid** {}: {}", number, name_of(kind),
                                std::string_view(output.at("problem").as_string()));
        if (output.at("expected").is_string())
            line += fmt::format(", it should be {}", std::string_view(output.at("expected").as_string()));
        return line + ".";
    }

private:
    Info info_ = describe_checksum();
};

}  // namespace

std::unique_ptr<Tool> make_checksum_tool() { return std::make_unique<Checksum>(); }

}  // namespace rustygpt::tools
