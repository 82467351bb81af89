#include "tools/regex_search.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include "tools/bounds.h"
#include "tools/describe.h"

namespace rustygpt::tools {
namespace {

using Groups = std::vector<re2::StringPiece>;

constexpr std::int64_t max_memory = 8 << 20;  // bytes for a compiled pattern and its automaton's states

RE2::Options options_of(const RegexOptions& asked) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(max_memory);
    options.set_case_sensitive(!asked.ignore_case);
    options.set_dot_nl(asked.dot_all);
    return options;
}

void check_pattern(const RE2& compiled, const RegexLimits& limits) {
    if (compiled.error_code() == RE2::ErrorPatternTooLarge)
        throw exceeds("max_program",
                      fmt::format("The pattern is too large: more than {} instructions.", limits.max_program));
    if (!compiled.ok()) throw bad_input("/pattern", fmt::format("is no RE2 pattern: {}", compiled.error()));
    if (compiled.ProgramSize() > limits.max_program)
        throw exceeds("max_program", fmt::format("The pattern is too large: {} instructions, where {} are the most.",
                                                 compiled.ProgramSize(), limits.max_program));
    within("max_groups", limits.max_groups, static_cast<std::size_t>(compiled.NumberOfCapturingGroups()),
           "The pattern has too many groups");
}

std::size_t code_point_length(std::string_view text, std::size_t at) {
    std::size_t length = 1;
    while (at + length < text.size() && (static_cast<unsigned char>(text[at + length]) & 0xC0) == 0x80) ++length;
    return length;
}

class Searcher {
public:
    Searcher(const RE2& compiled, std::string_view text, const RegexLimits& limits, std::stop_token stop)
        : compiled_(compiled),
          text_(text),
          limits_(limits),
          budget_("max_work", limits.max_work, std::move(stop)),
          groups_(static_cast<std::size_t>(compiled.NumberOfCapturingGroups()) + 1) {}

    // Runs `found` for each match.
    template <class Found>
    void each(Found found) {
        std::size_t at = 0;
        std::size_t count = 0;
        std::optional<std::size_t> last_end;
        while (at <= text_.size() && search(at)) {
            const auto match = span(0);
            at = match->end;
            if (match->begin == match->end) {
                at += code_point_length(text_, at);
                if (last_end == match->end) continue;
            }
            within("max_matches", limits_.max_matches, ++count, "There are too many matches");
            last_end = match->end;
            found(*match);
        }
    }

    [[nodiscard]] std::optional<RegexSpan> span(std::size_t group) const {
        const auto& piece = groups_[group];
        if (piece.data() == nullptr) return std::nullopt;
        const auto begin = static_cast<std::size_t>(piece.data() - text_.data());
        return RegexSpan{begin, begin + piece.size()};
    }
    [[nodiscard]] const Groups& groups() const { return groups_; }

private:
    bool search(std::size_t at) {
        budget_.spend(static_cast<std::int64_t>(text_.size() - at) * compiled_.ProgramSize());
        return compiled_.Match({text_.data(), text_.size()}, at, text_.size(), RE2::UNANCHORED, groups_.data(),
                               static_cast<int>(groups_.size()));
    }

    const RE2& compiled_;
    std::string_view text_;
    const RegexLimits& limits_;
    Budget budget_;
    Groups groups_;
};

std::vector<std::string> names_of(const RE2& compiled) {
    std::vector<std::string> names(static_cast<std::size_t>(compiled.NumberOfCapturingGroups()));
    for (const auto& [group, name] : compiled.CapturingGroupNames()) names[static_cast<std::size_t>(group) - 1] = name;
    return names;
}

}  // namespace

RegexFinding regex_search(const std::string& pattern, const RegexOptions& options, std::string_view text,
                          const std::optional<std::string>& replacement, const RegexLimits& limits,
                          const std::stop_token& stop) {
    const RE2 compiled(options.multi_line ? "(?m:" + pattern + ")" : pattern, options_of(options));
    check_pattern(compiled, limits);
    std::string why;
    if (replacement && !compiled.CheckRewriteString(*replacement, &why)) throw bad_input("/replacement", why);
    RegexFinding finding{.group_names = names_of(compiled), .matches = {}, .replaced = {}};
    std::string replaced;
    std::size_t copied = 0;
    Searcher searcher(compiled, text, limits, stop);
    searcher.each([&](RegexSpan match) {
        auto& groups = finding.matches.emplace_back();
        for (std::size_t group = 0; group < searcher.groups().size(); ++group) groups.push_back(searcher.span(group));
        if (!replacement) return;
        replaced += text.substr(copied, match.begin - copied);
        compiled.Rewrite(&replaced, *replacement, searcher.groups().data(), static_cast<int>(groups.size()));
        copied = match.end;
        within("max_output_bytes", limits.max_output_bytes, replaced.size(), "The replaced text has too many bytes");
    });
    if (replacement) finding.replaced = std::move(replaced += text.substr(copied));
    return finding;
}

}  // namespace rustygpt::tools
