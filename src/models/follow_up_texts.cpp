// Follow-ups on money, lists, colours, networks and texts.

#include <fmt/format.h>

#include "models/follow_up_kinds.h"
#include "models/follow_up_values.h"
#include "tools/english.h"
#include "tools/phrase.h"

namespace rustygpt::models {

namespace english = tools::english;
namespace json = boost::json;
using Call = FollowUp::Call;

// "and at 6%", "over 10 years", "for 150,000": the same with other terms.
Call FollowUp::on_money() const {
    const auto text = wording_.text;
    const auto phrase = tools::phrase_of(text);
    const bool rate = phrase.has({"%", "percent"}), term = phrase.has({"year", "years", "month", "months"});
    if (phrase.numbers.empty() || phrase.numbers.size() > 3 || std::string_view("+-").contains(text.front()))
        return std::nullopt;  // "+10%" is none of the rate's
    const bool principal = phrase.numbers.size() > static_cast<std::size_t>(rate) + static_cast<std::size_t>(term);
    if (principal && !wording_.led && !english::starts_with(text, "for ")) return std::nullopt;
    const auto& input = result_.input;
    std::string asked = text_in(input, "operation") == "loan" ? "loan" : "compound interest";
    if (!principal) asked += fmt::format(" of {}", text_in(input, "principal"));
    asked += fmt::format(" {}", text);
    if (!rate) asked += fmt::format(" at {}%", text_in(input, "annual_rate"));
    if (!term) asked += fmt::format(" over {} months", text_in(input, "months"));
    auto call = ask("finance", asked);
    if (!call) return std::nullopt;
    auto merged = input;
    for (const auto* member : {"principal", "annual_rate", "months"}) merged[member] = call->input.at(member);
    if (phrase.has({"compounded"})) merged["compounds_per_year"] = call->input.at("compounds_per_year");
    call->input = std::move(merged);
    return call;
}

// "and the median" of the same numbers, "and of 4, 5, 6" the same measures.
Call FollowUp::on_list() const {
    const auto* values = member_of(result_.input, "values");
    if (values == nullptr) return std::nullopt;
    auto text = wording_.text;
    if (wording_.led && english::take(text, {"of", "for"})) {
        auto call = ask("statistics", fmt::format("mean of {}", text));
        if (!call || result_.input.contains("y")) return std::nullopt;
        auto merged = result_.input;
        merged["values"] = call->input.at("values");
        call->input = std::move(merged);
        return call;
    }
    english::take_back(text, {"of that", "of those", "of these", "of them", "of it", "of those numbers",
                              "of these numbers", "of the same numbers"});
    return ask("statistics", fmt::format("{} of 1, 2", text), "values", *values);
}

// "and in hsl", "what about tomato", "the contrast with white"
Call FollowUp::on_color() const {
    const auto color = text_in(result_.input, "color");
    auto text = wording_.text;
    if (const auto target = target_in(wording_))
        if (auto call = ask("color_convert", fmt::format("{} in {}", color, *target))) return call;
    english::take(text, {"the"});
    const bool contrast = english::take(text, {"contrast", "contrast ratio"});
    if (english::take(text, {"with", "against", "on", "to"}) || contrast ||
        (wording_.led && member_of(output_of(result_), "contrast") != nullptr))
        return ask("color_convert", fmt::format("contrast of {} and {}", color, text));
    return wording_.led ? ask("color_convert", fmt::format("{} in hex", text)) : std::nullopt;
}

// "is 10.0.0.7 in it", "split that into /26", "and 10.0.0.9" after "is 10.0.0.7 in 10.0.0.0/24".
Call FollowUp::on_subnet() const {
    const auto net =
        fmt::format("{}/{}", text_in(output_of(result_), "network"), text_in(output_of(result_), "prefix_length"));
    if (const auto phrase = referring(wording_.text, net)) return ask("ip_subnet", *phrase);
    auto text = wording_.text;
    if (english::take(text, {"split", "divide"})) return ask("ip_subnet", fmt::format("split {} {}", net, text));
    if (!wording_.led || text_in(result_.input, "contains").empty()) return std::nullopt;
    return ask("ip_subnet", fmt::format("is {} in {}", text, net));
}

// "and SHA-512" of the same text, "and of \"abc\"" the same digest.
Call FollowUp::on_hash() const {
    const auto& input = result_.input;
    const auto* given = input.if_contains("text");
    if (given == nullptr) return std::nullopt;
    auto text = wording_.text;
    Call call;
    if (const auto phrase = referring(text, "\"x\"")) {
        call = ask("hash", *phrase, "text", *given);
    } else {
        english::take(text, {"of", "for"});
        if (const auto* algorithm = input.if_contains("algorithm"); algorithm != nullptr && wording_.led)
            if ((call = ask("hash", fmt::format("sha-256 of {}", text), "algorithm", *algorithm))) return call;
        text = wording_.text;
        english::take(text, {"with", "in", "using", "as", "the"});
        english::take_back(text, {"hash", "digest"});
        call = ask("hash", fmt::format("{} of \"x\"", text), "text", *given);
    }
    // Bytes stay bytes.
    if (const auto* kind = input.if_contains("text_is"); call && kind) call->input["text_is"] = *kind;
    return call;
}

// "decode that", "and in hex", "sha-256 of it".
Call FollowUp::on_code() const {
    const auto format = text_in(result_.input, "format");
    const auto* given = result_.input.if_contains("text");
    const json::value coded(text_in(output_of(result_), "text"));
    const bool encoded = text_in(result_.input, "operation") == "encode";
    if (given == nullptr) return std::nullopt;
    const std::string_view back = encoded ? "decode" : "encode";
    if (auto text = wording_.text; english::take(text, {back})) {
        take_reference(text);
        if (text.empty()) return ask("encode", fmt::format("{} \"x\" as {}", back, format), "text", coded);
    }
    if (const auto phrase = referring(wording_.text, "\"x\""))
        for (const std::string_view tool : {"encode", "hash"})
            if (auto call = ask(tool, *phrase, "text", coded)) return call;
    const auto target = target_in(wording_);
    if (!target) return std::nullopt;
    return ask("encode", fmt::format("encode \"x\" as {}", *target), "text", encoded ? *given : coded);
}

}  // namespace rustygpt::models
