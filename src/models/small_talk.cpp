#include "models/small_talk.h"

#include <algorithm>

#include "tools/english.h"

namespace rustygpt::models {
namespace {

using tools::english::among;

// Lower-case words, one space between them, without punctuation.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, 200)) {
        if (c >= 'A' && c <= 'Z') out.push_back(static_cast<char>(c + 32));
        else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0) out.push_back(c);
        else if (c != '\'' && !out.empty() && out.back() != ' ') out.push_back(' ');
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

bool greets(std::string_view text) {
    return among(text,
                 {"hi", "hello", "hey", "hi there", "hello there", "hey there", "good morning", "good afternoon",
                  "good evening", "good day", "greetings", "howdy", "hi rustygpt", "hello rustygpt", "hey rustygpt"});
}

bool thanks(std::string_view text) {
    return among(text, {"thanks", "thank you", "thanks a lot", "thank you very much", "many thanks", "thx", "cheers"});
}

bool asks_what(std::string_view text) {
    return among(text, {"what can you do", "help", "what do you do", "who are you", "what are you", "how can you help",
                        "how can you help me", "what can i ask", "what can i ask you", "which tools do you have",
                        "what tools do you have", "what are your tools", "list your tools", "help me",
                        "what can you do for me"});
}

// "I have two questions:", in front of them.
bool announces(std::string_view text) {
    if (text.size() > 60) return false;
    for (const std::string_view what : {"question", "questions", "things", "tasks", "one"})
        if (text.ends_with(what) || text.ends_with(std::string(what) + " please") ||
            text.ends_with(std::string(what) + " for you"))
            return among(text.substr(0, text.find(' ')),
                         {"i", "a", "some", "two", "three", "four", "several", "few", "quick", "couple", "here",
                          "first", "another", "my", "these"});
    return false;
}

// What to try, by tool; a tool without a line here is listed by its own example.
constexpr std::pair<std::string_view, std::string_view> sample_prompts[] = {
    {"calculator", "17% of 2340 + 12^3"},
    {"checksum", "Is 978-0-306-40615-7 a valid ISBN?"},
    {"color_convert", "contrast of #777 and white"},
    {"cron_next", "next 3 runs of 0 9 * * 1-5 after 2024-03-01"},
    {"csv_sql", "select sum(n) from data json: [{\"n\": 0.1}, {\"n\": 0.2}]"},
    {"date_math", "How many days from 2024-02-01 to 2025-03-15?"},
    {"encode", "base64 encode \"hello\""},
    {"finance", "loan of 200,000 at 4.5% over 30 years"},
    {"hash", "SHA-256 of \"hello\""},
    {"ip_subnet", "is 10.1.2.3 in 10.0.0.0/8"},
    {"json_diff", "diff {\"a\": 1} and {\"a\": 2}"},
    {"json_query", "$.a[0] in {\"a\": [5]}"},
    {"markdown_table", "json to markdown table: [{\"name\": \"Ada\", \"age\": 36}]"},
    {"number_base", "0xff in binary"},
    {"percentage_change", "percentage change from 80 to 100"},
    {"regex", "find /\\d+/ in \"a1 b22\""},
    {"roman_numerals", "1994 in Roman numerals"},
    {"statistics", "mean and median of 3, 1, 4, 1, 5"},
    {"text_diff", "diff \"old line\" and \"new line\""},
    {"text_sort", "sort the numbers: 10 9 1.5"},
    {"text_stats", "How many words are in: the quick brown fox"},
    {"time_zone", "2024-07-01 12:00 UTC in New York"},
    {"unit_convert", "5 miles in km"},
    {"uuid_v5", "UUID v5 of www.example.com in dns"},
};

std::string_view sample_prompt(std::string_view tool) {
    for (const auto& [name, prompt] : sample_prompts)
        if (name == tool) return prompt;
    return {};
}

std::string first_sentence(std::string_view text) {
    auto end = text.size();
    for (const std::string_view mark : {". ", ": ", " ("}) end = std::min(end, text.find(mark));
    std::string out(text.substr(0, end));
    return out.ends_with('.') ? out : out + ".";
}

std::string abilities(const tools::Registry& tools, const reasoning::ToolChoice& choice) {
    std::string out;
    for (const auto& tool : tools.all()) {
        const auto& info = tool->info();
        if (!choice.allows(info.name)) continue;
        out += "\n- **" + info.name + "**: " + first_sentence(info.description);
        if (const auto sample = sample_prompt(info.name); !sample.empty())
            out += " Try: \u201c" + std::string(sample) + "\u201d";
    }
    if (out.empty()) return "No tool is allowed for this prompt, and without its tools this model can do nothing.";
    return "What I can do:\n" + out + "\n\nSeveral questions in one prompt are answered together.";
}

constexpr std::string_view connecting =
    "Conversation and open questions need a language model. The operator of a server connects one under `[[models]]` "
    "in its "
    "configuration; the version that runs here does not have those providers yet.";

}  // namespace

bool is_courtesy(std::string_view text) {
    const auto words = plain(text);
    return words.empty() || greets(words) || thanks(words) || announces(words) ||
           among(words, {"please", "ok", "okay", "so", "and", "then", "also", "first", "second", "third", "finally"});
}

std::optional<std::string> small_talk(std::string_view prompt, const tools::Registry& tools,
                                      const reasoning::ToolChoice& choice) {
    const auto words = plain(prompt);
    if (thanks(words)) return "You are welcome.";
    if (greets(words))
        return "Hello! I am RustyGPT\u2019s built-in model: no language model, but exact with what my tools can work "
               "out.\n\n" +
               abilities(tools, choice);
    if (asks_what(words))
        return "I am RustyGPT\u2019s built-in model. I answer with tools, exactly and offline, and understand "
               "questions that one of "
               "them can work out.\n\n" +
               abilities(tools, choice) + "\n\n" + std::string(connecting);
    return std::nullopt;
}

std::string help(const tools::Registry& tools, const reasoning::ToolChoice& choice) {
    return "I can\u2019t answer that: I am RustyGPT\u2019s built-in model, which works with tools alone, and none of "
           "them fits this "
           "prompt.\n\n" +
           abilities(tools, choice) + "\n\n" + std::string(connecting);
}

}  // namespace rustygpt::models
