#include "tools/csv_sql_copies.h"

#include <map>
#include <string>
#include <vector>

#include "tools/english.h"

namespace rustygpt::tools::csv_sql {
namespace {

bool part_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           (c & 0x80) != 0;
}

// The query's words in lower case and its signs. What is quoted, in any way, counts as a word: SQLite takes even
// 'name' for a name. Comments are left out.
std::vector<std::string> tokens_of(std::string_view query) {
    std::vector<std::string> tokens;
    const auto skip_to = [&query](std::string_view end, std::size_t from) {
        const auto found = query.find(end, from);
        query.remove_prefix(found == query.npos ? query.size() : found + end.size());
    };
    while (!query.empty()) {
        const char c = query.front();
        if (query.starts_with("--")) {
            skip_to("\n", 2);
        } else if (query.starts_with("/*")) {
            skip_to("*/", 2);
        } else if (c == '\'' || c == '"' || c == '`' || c == '[') {
            const auto end = query.find(c == '[' ? ']' : c, 1);
            tokens.push_back(english::lower(query.substr(1, end == query.npos ? end : end - 1)));
            query.remove_prefix(end == query.npos ? query.size() : end + 1);
        } else if (part_of_name(c)) {
            std::size_t length = 1;
            while (length < query.size() && part_of_name(query[length])) ++length;
            tokens.push_back(english::lower(query.substr(0, length)));
            query.remove_prefix(length);
        } else {
            if (!english::trimmed({&c, 1}).empty()) tokens.emplace_back(1, c);
            query.remove_prefix(1);
        }
    }
    return tokens;
}

// Whether the word at `at` is defined there: NAME [(columns)] AS [[NOT] MATERIALIZED] (
bool defines(const std::vector<std::string>& tokens, std::size_t at) {
    const auto is = [&](std::size_t index, std::string_view token) {
        return index < tokens.size() && tokens[index] == token;
    };
    ++at;
    if (is(at, "(")) {
        while (at < tokens.size() && tokens[at] != ")") ++at;
        ++at;
    }
    if (!is(at++, "as")) return false;
    if (is(at, "not")) ++at;
    if (is(at, "materialized")) ++at;
    return is(at, "(");
}

}  // namespace

std::size_t cte_copies(std::string_view query, std::size_t most) {
    const auto tokens = tokens_of(query);
    std::map<std::string_view, std::size_t> uses;
    for (std::size_t at = 0; at < tokens.size(); ++at)
        if (tokens[at] != "(" && defines(tokens, at)) uses.try_emplace(tokens[at], 0);
    for (const auto& token : tokens)
        if (const auto used = uses.find(token); used != uses.end()) ++used->second;
    std::size_t copies = 1;
    for (const auto& [_, times] : uses) {
        copies *= times > 2 ? times - 1 : 1;  // once it is defined
        if (copies > most) return most + 1;
    }
    return copies;
}

}  // namespace rustygpt::tools::csv_sql
