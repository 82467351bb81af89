#include "tools/json_path_regexp.h"

#include <re2/re2.h>

namespace rustygpt::tools::json_path {
namespace {

constexpr std::size_t max_pattern_bytes = 1'000;

// In RFC 9485 a dot takes neither a line feed nor a carriage return.
std::string as_re2(std::string_view pattern) {
    std::string out;
    bool in_class = false;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const char c = pattern[at];
        if (c == '\\' && at + 1 < pattern.size()) {
            out.push_back(c);
            out.push_back(pattern[++at]);
        } else if (c == '.' && !in_class) {
            out += "[^\\n\\r]";
        } else {
            if (c == '[') in_class = true;
            if (c == ']') in_class = false;
            out.push_back(c);
        }
    }
    return out;
}

RE2::Options options() {
    RE2::Options made;
    made.set_log_errors(false);
    made.set_max_mem(1 << 20);
    made.set_never_capture(true);
    return made;
}

}  // namespace

struct Regexps::Compiled {
    explicit Compiled(const std::string& pattern) : re2(as_re2(pattern), options()) {}
    RE2 re2;
};

Regexps::Regexps() = default;
Regexps::~Regexps() = default;

bool Regexps::match(const std::string& pattern, std::string_view text, bool whole, Budget& budget) {
    if (pattern.size() > max_pattern_bytes) return false;
    auto& compiled = compiled_[pattern];
    if (!compiled) {
        within("max_patterns", max_patterns, compiled_.size(), "The filters use too many regular expressions");
        compiled = std::make_unique<Compiled>(pattern);
    }
    const auto& re2 = compiled->re2;
    if (!re2.ok()) return false;
    budget.spend(static_cast<std::int64_t>(text.size()) * re2.ProgramSize() / 64 + 1);
    const re2::StringPiece piece(text.data(), text.size());
    return whole ? RE2::FullMatch(piece, re2) : RE2::PartialMatch(piece, re2);
}

}  // namespace rustygpt::tools::json_path
