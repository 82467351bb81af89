#pragma once

// What may follow up on the results of each tool: functions of values and of the tools' own matchers.

#include <optional>
#include <string>
#include <string_view>

#include "models/follow_up_words.h"
#include "reasoning/model.h"
#include "tools/registry.h"

namespace rustygpt::models {

// A stretch of a prompt that may lean on a result.
class FollowUp {
public:
    using Call = std::optional<reasoning::ToolCall>;

    // All of them outlive it. first: nothing else is worked out before it in its prompt.
    FollowUp(const tools::Registry& tools, const reasoning::ToolChoice& choice, const Wording& wording,
             const reasoning::EarlierResult& result, bool first)
        : tools_(tools), choice_(choice), wording_(wording), result_(result), first_(first) {}

    // The call that the stretch asks for, of a tool that is allowed; nothing where it asks for none on this result.
    [[nodiscard]] Call call() const;

private:
    // What the tool itself makes of the phrase.
    [[nodiscard]] Call ask(std::string_view tool, std::string_view phrase) const;
    // The same, with a member of its input from elsewhere: a text that no phrase could hold.
    [[nodiscard]] Call ask(std::string_view tool, std::string_view phrase, std::string_view member,
                           const boost::json::value& value) const;

    // On the results of one kind of tool: follow_up_kinds.cpp has numbers and times, follow_up_texts.cpp the others.
    [[nodiscard]] Call by_kind() const;
    [[nodiscard]] Call on_conversion() const;
    [[nodiscard]] Call on_sum() const;
    [[nodiscard]] Call on_base() const;
    [[nodiscard]] Call on_numeral() const;
    [[nodiscard]] Call on_change() const;
    [[nodiscard]] Call on_date() const;
    [[nodiscard]] Call other_amount() const;
    [[nodiscard]] Call on_time() const;
    [[nodiscard]] Call on_money() const;
    [[nodiscard]] Call on_list() const;
    [[nodiscard]] Call on_color() const;
    [[nodiscard]] Call on_subnet() const;
    [[nodiscard]] Call on_hash() const;
    [[nodiscard]] Call on_code() const;

    // On the one number that a result of any tool is about.
    [[nodiscard]] Call on_number() const;

    const tools::Registry& tools_;
    const reasoning::ToolChoice& choice_;
    const Wording& wording_;
    const reasoning::EarlierResult& result_;
    bool first_;
};

}  // namespace rustygpt::models
