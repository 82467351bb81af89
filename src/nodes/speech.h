#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reasoning/runner.h"

namespace rustygpt::nodes {

// What an answer says, on its way to the reader: a few words at a time, up to max_tokens words, and not a byte of the
// first stop sequence or of what follows it. Words are what white space separates.
class Speech {
public:
    static constexpr int words_per_delta = 3;

    explicit Speech(const reasoning::Sampling& sampling);

    // Each returns false once nothing more will be said: a stop sequence, max_tokens, or the run was stopped.
    Task<bool> say(reasoning::NodeRun& run, std::string text);
    // Says what was held back because a stop sequence might have begun there.
    Task<bool> finish(reasoning::NodeRun& run);

    [[nodiscard]] std::int64_t words() const { return words_; }
    [[nodiscard]] const std::string& said() const { return said_; }
    [[nodiscard]] reasoning::FinishReason reason() const { return reason_; }

private:
    // Moves what may be said from held_ to the result.
    std::string release(bool all);
    // The next few words of the text, taken off its front; sets ended_ where max_tokens is reached.
    std::string next_words(std::string_view& text);
    Task<bool> speak(reasoning::NodeRun& run, std::string text);

    std::vector<std::string> stops_;
    std::int64_t max_words_;
    std::string held_;
    std::string said_;
    std::int64_t words_ = 0;
    bool in_word_ = false;
    bool ended_ = false;
    reasoning::FinishReason reason_ = reasoning::FinishReason::stop;
};

// Words as white space (ASCII) separates them: builtin's tokens.
std::int64_t count_words(std::string_view text);

}  // namespace rustygpt::nodes
