#include "tools/csv_sql_copies.h"

#include <map>
#include <vector>

#include "tools/english.h"

namespace rustygpt::tools::csv_sql {
namespace {

bool part_of_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           (c & 0x80) != 0;
}

struct Token {
    std::string text;
    bool word = true;  // else a sign
};
using Tokens = std::vector<Token>;

// The query's words in lower case and its signs. What is quoted, in any way, counts as a word: SQLite takes even
// 'name' for a name. Comments are left out.
Tokens tokens_of(std::string_view query) {
    Tokens tokens;
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
            tokens.push_back({english::lower(query.substr(1, end == query.npos ? end : end - 1))});
            query.remove_prefix(end == query.npos ? query.size() : end + 1);
        } else if (part_of_name(c)) {
            std::size_t length = 1;
            while (length < query.size() && part_of_name(query[length])) ++length;
            tokens.push_back({english::lower(query.substr(0, length))});
            query.remove_prefix(length);
        } else {
            if (!english::trimmed({&c, 1}).empty()) tokens.push_back({std::string(1, c), false});
            query.remove_prefix(1);
        }
    }
    return tokens;
}

// Whether the word at `at` is defined there: NAME [(columns)] AS [[NOT] MATERIALIZED] (
bool defines(const Tokens& tokens, std::size_t at) {
    const auto is = [&](std::size_t index, std::string_view token) {
        return index < tokens.size() && tokens[index].text == token;
    };
    if (!tokens[at++].word) return false;
    if (is(at, "(")) {
        while (at < tokens.size() && tokens[at].text != ")") ++at;
        ++at;
    }
    if (!is(at++, "as")) return false;
    if (is(at, "not")) ++at;
    if (is(at, "materialized")) ++at;
    return is(at, "(");
}

}  // namespace

std::set<std::string> cte_names(std::string_view query) {
    const auto tokens = tokens_of(query);
    std::set<std::string> names;
    for (std::size_t at = 0; at < tokens.size(); ++at)
        if (defines(tokens, at)) names.insert(tokens[at].text);
    return names;
}

std::size_t cte_copies(std::string_view query, std::size_t most) {
    const auto names = cte_names(query);
    std::map<std::string_view, std::size_t> seen;
    const auto tokens = tokens_of(query);
    for (const auto& token : tokens)
        if (names.contains(token.text)) ++seen[token.text];
    std::size_t copies = 1;
    for (const auto& [_, times] : seen) {
        copies *= times > 2 ? times - 1 : 1;  // once it is defined
        if (copies > most) return most + 1;
    }
    return copies;
}

}  // namespace rustygpt::tools::csv_sql
