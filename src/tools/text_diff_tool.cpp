#include <algorithm>
#include <unordered_map>

#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "tools/bounds.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/markdown.h"
#include "tools/myers.h"
#include "tools/quoted.h"

namespace rustygpt::tools {

struct TextDiffInput {
    std::string from;
    std::string to;
    std::optional<dto::Integer<0, 100>> context;
};
BOOST_DESCRIBE_STRUCT(TextDiffInput, (), (from, to, context))

struct TextDiffOutput {
    bool equal = false;
    std::int64_t removed = 0;
    std::int64_t added = 0;
    std::string unified;
};
BOOST_DESCRIBE_STRUCT(TextDiffOutput, (), (equal, removed, added, unified))

namespace {

constexpr std::size_t max_text_bytes = 500'000;
constexpr std::size_t max_lines = 20'000;
constexpr std::size_t max_differences = 2'000;

Info describe_text_diff() {
    Info info;
    info.name = "text_diff";
    info.version = "1.0.0";
    info.description =
        "Compares two texts line by line and gives the shortest unified diff, as `diff -u` and `patch` know it.";
    info.input_schema = input_schema<TextDiffInput>({{"from", "The old text. At most 500,000 bytes and 20,000 lines."},
                                                     {"to", "The new text, within the same limits."},
                                                     {"context", "Unchanged lines around a change; 3 by default."}});
    at_most(info.input_schema, "from", max_text_bytes);
    at_most(info.input_schema, "to", max_text_bytes);
    info.output_schema = output_schema<TextDiffOutput>(
        {{"equal", "Whether the texts are the same, byte by byte."},
         {"removed", "Lines that only the old text has."},
         {"added", "Lines that only the new text has."},
         {"unified",
          "The diff, the texts named from and to; empty where they are equal. A carriage return belongs to "
          "its line."}});
    info.limits = {{"max_text_bytes", max_text_bytes},
                   {"max_lines", max_lines},
                   {"max_differences", max_differences},
                   {"max_context", 100}};
    const auto example = [&info](json::object input, bool equal, int removed, int added, std::string_view unified) {
        info.examples.push_back(
            {std::move(input), {{"equal", equal}, {"removed", removed}, {"added", added}, {"unified", unified}}});
    };
    example({{"from", "a\nb\nc\n"}, {"to", "a\nx\nc\n"}}, false, 1, 1,
            "--- from\n+++ to\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n");
    example({{"from", "a\nb"}, {"to", "a\nb\n"}, {"context", 0}}, false, 1, 1,
            "--- from\n+++ to\n@@ -2 +2 @@\n-b\n\\ No newline at end of file\n+b\n");
    example({{"from", ""}, {"to", "new\n"}}, false, 0, 1, "--- from\n+++ to\n@@ -0,0 +1 @@\n+new\n");
    example({{"from", "same"}, {"to", "same"}}, true, 0, 0, "");
    return info;
}

// Lines with their ends: the last one may have none.
std::vector<std::string_view> whole_lines(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.push_back(text.substr(0, end == text.npos ? end : end + 1));
        text.remove_prefix(lines.back().size());
    }
    within("max_lines", max_lines, lines.size(), "A text has too many lines");
    return lines;
}

// The same number for the same line, in both texts.
class Numbering {
public:
    std::vector<std::uint32_t> of(const std::vector<std::string_view>& lines) {
        std::vector<std::uint32_t> numbers;
        for (const auto line : lines)
            numbers.push_back(known_.try_emplace(line, static_cast<std::uint32_t>(known_.size())).first->second);
        return numbers;
    }

private:
    std::unordered_map<std::string_view, std::uint32_t> known_;
};

// Writes the edits as hunks.
class Unified {
public:
    Unified(const std::vector<std::string_view>& from, const std::vector<std::string_view>& to, std::size_t context)
        : from_(from), to_(to), context_(context) {}

    std::string write(const std::vector<Edit>& edits) {
        std::size_t at = 0;
        for (;;) {
            const auto change = std::find_if(edits.begin() + static_cast<std::ptrdiff_t>(at), edits.end(),
                                             [](Edit edit) { return edit != Edit::keep; });
            if (change == edits.end()) return std::move(out_);
            const auto first = static_cast<std::size_t>(change - edits.begin());
            const auto begin = first - std::min(context_, first - at);
            advance(begin - at);
            const auto end = hunk_end(edits, first);
            hunk(edits, begin, end);
            at = end;
        }
    }

private:
    void advance(std::size_t lines) {
        old_ += lines;
        new_ += lines;
    }

    // Past the last change that less than two contexts of kept lines separate from the one before, and its context.
    [[nodiscard]] std::size_t hunk_end(const std::vector<Edit>& edits, std::size_t change) const {
        std::size_t last = change;
        for (std::size_t at = change; at < edits.size() && at - last <= 2 * context_ + 1; ++at)
            if (edits[at] != Edit::keep) last = at;
        return std::min(edits.size(), last + 1 + context_);
    }

    void hunk(const std::vector<Edit>& edits, std::size_t begin, std::size_t end) {
        const auto count = [&](Edit other) {
            return static_cast<std::size_t>(std::count_if(edits.begin() + static_cast<std::ptrdiff_t>(begin),
                                                          edits.begin() + static_cast<std::ptrdiff_t>(end),
                                                          [other](Edit edit) { return edit != other; }));
        };
        if (out_.empty()) out_ = "--- from\n+++ to\n";
        out_ += fmt::format("@@ -{} +{} @@\n", range(old_, count(Edit::add)), range(new_, count(Edit::remove)));
        for (auto at = begin; at < end; ++at) {
            if (edits[at] == Edit::add) line('+', to_[new_++]);
            else if (edits[at] == Edit::remove) line('-', from_[old_++]);
            else {
                line(' ', from_[old_++]);
                ++new_;
            }
        }
    }

    // "start,count": the count is left out where it is 1, and an empty range names the line before it.
    static std::string range(std::size_t before, std::size_t count) {
        if (count == 1) return std::to_string(before + 1);
        return fmt::format("{},{}", count == 0 ? before : before + 1, count);
    }

    void line(char mark, std::string_view text) {
        out_.push_back(mark);
        out_ += text;
        if (!text.ends_with('\n')) out_ += "\n\\ No newline at end of file\n";
    }

    const std::vector<std::string_view>& from_;
    const std::vector<std::string_view>& to_;
    std::size_t context_;
    std::size_t old_ = 0;  // lines passed
    std::size_t new_ = 0;
    std::string out_;
};

class TextDiff final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<TextDiffInput>(input);
            within("max_text_bytes", max_text_bytes, std::max(read.from.size(), read.to.size()),
                   "A text has too many bytes");
            const auto from = whole_lines(read.from);
            const auto to = whole_lines(read.to);
            Numbering numbering;
            const auto old_numbers = numbering.of(from);
            const auto edits = shortest_edit(old_numbers, numbering.of(to), max_differences, stop);
            const auto context = read.context ? static_cast<std::size_t>(read.context->value) : 3;
            return output(TextDiffOutput{.equal = read.from == read.to,
                                         .removed = std::count(edits.begin(), edits.end(), Edit::remove),
                                         .added = std::count(edits.begin(), edits.end(), Edit::add),
                                         .unified = Unified(from, to, context).write(edits)});
        });
    }

    // `diff "a" and "b"`, `compare "a" with "b"`
    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        auto text = english::without_courtesy(intent);
        while (english::take(text,
                             {"please", "show", "the", "text", "what is", "what's", "what\u2019s", "make a", "a"})) {}
        if (!english::take(text,
                           {"diff between", "diff of", "diff from", "diff", "differences between", "difference between",
                            "compare the texts", "compare these texts:", "compare these two texts:", "compare",
                            "what changed between", "what has changed between", "changed between"}))
            return std::nullopt;
        auto from = english::take_quoted(text);
        if (!from || !english::take(text, {"and", "with", "to", "against", "vs.", "vs", ","})) return std::nullopt;
        auto to = english::take_quoted(text);
        if (!to || text.find_first_not_of("?.! ") != text.npos) return std::nullopt;
        return Match{.input = {{"from", std::move(*from)}, {"to", std::move(*to)}}, .confidence = 0.9};
    }

    [[nodiscard]] std::string explain(const json::object&, const json::value& output) const override {
        if (output.at("equal").as_bool()) return "The texts are **equal**.";
        const auto lines = [&output](std::string_view field) {
            const auto count = output.at(field).to_number<std::int64_t>();
            return fmt::format("{} line{}", count, count == 1 ? "" : "s");
        };
        return fmt::format("**{}** removed, **{}** added:\n\n{}", lines("removed"), lines("added"),
                           markdown::block(output.at("unified").as_string(), "diff"));
    }

private:
    Info info_ = describe_text_diff();
};

}  // namespace

std::unique_ptr<Tool> make_text_diff_tool() { return std::make_unique<TextDiff>(); }

}  // namespace rustygpt::tools
