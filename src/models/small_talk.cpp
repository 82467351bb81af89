#include "models/small_talk.h"

#include <algorithm>

#include "models/samples.h"
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

// What to try, and where to see the rest.
std::string offered(std::string_view words, const tools::Registry& tools, const reasoning::ToolChoice& choice) {
    const auto samples = samples_for(words, tools, choice);
    if (samples.empty()) return "No tool is allowed for this prompt, and without its tools this model can do nothing.";
    std::string out = "Try for example:\n";
    for (const auto& sample : samples) out += "\n- \u201c" + sample + "\u201d";
    return out +
           "\n\nSeveral questions in one prompt are answered together, and questions to documents that you have "
           "uploaded. All tools with examples are listed at `/api/tools`.";
}

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
               offered(words, tools, choice);
    if (asks_what(words))
        return "I am RustyGPT\u2019s built-in model: no language model, but I work out with tools, exactly and "
               "offline, "
               "what one of them fits.\n\n" +
               offered(words, tools, choice);
    return std::nullopt;
}

std::string help(std::string_view prompt, const tools::Registry& tools, const reasoning::ToolChoice& choice) {
    return "I can\u2019t answer that: I am RustyGPT\u2019s built-in model, which works with tools alone, and none of "
           "them fits this prompt. Open questions need a language model.\n\n" +
           offered(plain(prompt), tools, choice);
}

}  // namespace rustygpt::models
