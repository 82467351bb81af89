#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "tools/bounds.h"

namespace rustygpt::tools::json_path {

inline constexpr std::size_t max_patterns = 100;

// Regular expressions of RFC 9485, compiled once each.
class Regexps {
public:
    Regexps();
    ~Regexps();

    // Whether the pattern matches the whole text, or (search) a part of it. False where it is no valid pattern, as RFC
    // 9535 has it. Throws limit_exceeded ("max_patterns") past max_patterns different ones.
    bool match(const std::string& pattern, std::string_view text, bool whole, Budget& budget);

private:
    struct Compiled;
    std::map<std::string, std::unique_ptr<Compiled>> compiled_;
};

}  // namespace rustygpt::tools::json_path
