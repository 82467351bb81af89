#include <unordered_set>

#include <boost/describe/class.hpp>
#include <fmt/format.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "tools/describe.h"
#include "tools/asking.h"
#include "tools/english.h"
#include "tools/quoted.h"

namespace rustygpt::tools {

struct TextStatsInput {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(TextStatsInput, (), (text))

struct TextStatsOutput {
    std::int64_t bytes = 0;
    std::int64_t code_points = 0;
    std::int64_t letters = 0;
    std::int64_t digits = 0;
    std::int64_t white_space = 0;
    std::int64_t words = 0;
    std::int64_t unique_words = 0;
    std::int64_t longest_word = 0;
    std::int64_t sentences = 0;
    std::int64_t lines = 0;
    std::int64_t paragraphs = 0;
};
BOOST_DESCRIBE_STRUCT(TextStatsOutput, (),
                      (bytes, code_points, letters, digits, white_space, words, unique_words, longest_word, sentences,
                       lines, paragraphs))

namespace {

constexpr std::size_t max_text_bytes = 1'000'000;
constexpr std::size_t most_freely_asked = 2'000;  // bytes of a question that is taken apart word by word

Info describe_text_stats() {
    Info info;
    info.name = "text_stats";
    info.version = "1.0.0";
    info.description = "Counts what a text has: bytes, characters, words, sentences, lines and paragraphs.";
    info.input_schema = input_schema<TextStatsInput>({{"text", "At most 1,000,000 bytes of UTF-8."}});
    info.input_schema["properties"].as_object()["text"].as_object()["maxLength"] = max_text_bytes;
    info.output_schema = output_schema<TextStatsOutput>(
        {{"bytes", "In UTF-8."},
         {"code_points", "Unicode code points; a letter with a combining mark counts two."},
         {"letters", "Code points of the general categories L*."},
         {"digits", "Code points of the general category Nd."},
         {"white_space", "Code points with the property White_Space."},
         {"words", "Longest runs without white space that have a letter or a digit (N* counts too)."},
         {"unique_words",
          "Words that differ after case folding and without what is neither letter nor digit at their ends."},
         {"longest_word", "Code points of the longest word, without what is neither letter nor digit at its ends."},
         {"sentences",
          "Stretches with a word that end with . ! ? or their ideographic forms before white space or the end; what "
          "is left at the end counts if it has a word."},
         {"lines", "Line feeds, plus one where something follows the last. CR LF is one line end."},
         {"paragraphs", "Runs of lines that are not blank."}});
    info.limits = {{"max_text_bytes", max_text_bytes}};
    const auto example = [&info](std::string_view text, std::initializer_list<std::int64_t> counts) {
        json::object output;
        auto count = counts.begin();
        for (const auto* field : {"bytes", "code_points", "letters", "digits", "white_space", "words", "unique_words",
                                  "longest_word", "sentences", "lines", "paragraphs"})
            output[field] = *count++;
        info.examples.push_back({{{"text", text}}, std::move(output)});
    };
    example("The quick brown fox. The end!", {29, 29, 22, 0, 5, 6, 5, 5, 2, 1, 1});
    example("Gr\u00fc\u00dfe aus K\u00f6ln\n\nam 1. Mai 2024\n", {34, 31, 17, 5, 8, 7, 7, 5, 2, 3, 2});
    example("", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    return info;
}

struct Sign {
    bool letter = false;
    bool digit = false;
    bool counts = false;  // as a part of a word: letters, marks, numbers
    bool white = false;
    bool ends_sentence = false;
    bool closes = false;  // a quotation mark or bracket after a sentence's end
};

Sign sign_of(utf8proc_int32_t code, std::string_view bytes) {
    const auto category = utf8proc_category(code);
    Sign sign;
    sign.letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
    sign.digit = category == UTF8PROC_CATEGORY_ND;
    sign.counts = sign.letter || (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_NO);
    sign.white = utf8::blank(bytes);
    sign.ends_sentence = code == '.' || code == '!' || code == '?' || code == 0x2026 || code == 0x3002 ||
                         code == 0xFF01 || code == 0xFF1F;
    sign.closes = code == '"' || code == '\'' || category == UTF8PROC_CATEGORY_PE || category == UTF8PROC_CATEGORY_PF;
    return sign;
}

class Counter {
public:
    TextStatsOutput count(std::string_view text, const std::stop_token& stop) {
        counts_.bytes = std::ssize(text);
        for (std::size_t at = 0; at < text.size();) {
            if (counts_.code_points % 16'384 == 0 && stop.stop_requested())
                throw ToolError{.kind = ToolError::Kind::cancelled, .message = "It was cancelled."};
            at += take(text, at);
        }
        end_word();
        end_line();
        if (sentence_has_word_) ++counts_.sentences;
        counts_.lines += !text.empty() && !text.ends_with('\n');
        counts_.unique_words = std::ssize(unique_);
        return counts_;
    }

private:
    std::size_t take(std::string_view text, std::size_t at) {
        utf8proc_int32_t code = 0;
        const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                             static_cast<utf8proc_ssize_t>(text.size() - at), &code);
        if (length <= 0) throw bad_input("/text", "must be valid UTF-8");
        const auto bytes = text.substr(at, static_cast<std::size_t>(length));
        const auto sign = sign_of(code, bytes);
        ++counts_.code_points;
        counts_.letters += sign.letter;
        counts_.digits += sign.digit;
        counts_.white_space += sign.white;
        if (sign.white) end_word();
        else extend_word(sign, bytes);
        if (code == '\n') {
            ++counts_.lines;
            end_line();
        }
        return bytes.size();
    }

    void extend_word(const Sign& sign, std::string_view bytes) {
        line_blank_ = false;
        if (sign.counts) {
            word_ += pending_;
            word_ += bytes;
            pending_.clear();
            sentence_ends_ = false;
        } else {
            if (!word_.empty()) pending_ += bytes;  // dropped where the word ends with it
            sentence_ends_ = sign.ends_sentence || (sentence_ends_ && sign.closes);
        }
    }

    void end_word() {
        if (!word_.empty()) {
            ++counts_.words;
            counts_.longest_word = std::max(counts_.longest_word, static_cast<std::int64_t>(utf8::code_points(word_)));
            unique_.insert(utf8::fold(word_).value_or(word_));
            sentence_has_word_ = true;
        }
        if (sentence_ends_ && sentence_has_word_) {
            ++counts_.sentences;
            sentence_has_word_ = false;
        }
        word_.clear();
        pending_.clear();
        sentence_ends_ = false;
    }

    void end_line() {
        if (!line_blank_ && !in_paragraph_) ++counts_.paragraphs;
        in_paragraph_ = !line_blank_;
        line_blank_ = true;
    }

    TextStatsOutput counts_;
    std::unordered_set<std::string> unique_;
    std::string word_;
    std::string pending_;
    bool sentence_has_word_ = false;
    bool sentence_ends_ = false;
    bool line_blank_ = true;
    bool in_paragraph_ = false;
};

const std::initializer_list<std::string_view> counted_things{
    "unique words", "words",    "word",  "characters", "character", "letters", "letter",      "digits",
    "sentences",    "sentence", "lines", "line",       "bytes",     "byte",    "code points", "paragraphs"};

// Between what is counted and the text: "does this sentence have".
const std::initializer_list<std::string_view> linking{
    "are there in", "there are in", "are in",       "is in",     "does", "do",       "has",
    "have",         "contain",      "contains",     "in",        "of",   "for",      "the following",
    "following",    "the",          "this",         "my",        "text", "sentence", "paragraph",
    "phrase",       "string",       "word",         "are there", "is",   "it",       "here",
    "does it have", "you find in",  "you count in", "passage",   "poem", "line"};

// What is counted, taken off the front: "how many words and letters", "word count", "the length".
bool take_counting(std::string_view& text) {
    const bool asked = english::take(text, {"how many", "count how many", "count", "number of", "the number of",
                                            "text stats", "text statistics", "statistics"});
    if (english::take(text, {"the length", "length"})) return true;
    english::take(text, {"the number of", "the", "all the", "all"});
    bool counted = false;
    for (;;) {
        if (english::take(text, counted_things)) counted = true;
        else if (!counted || !english::take(text, {"and", ",", "count", "counts"})) break;
    }
    return asked || counted;
}

// "how many words are in: ...", "count the letters of "..."", "how many words does "..." have": the text in quotes, or
// all that stands behind the colon.
std::optional<std::string> text_asked_about(std::string_view text) {
    for (std::string_view before; before.size() != text.size();) {
        before = text;
        text = english::without_courtesy(text);
        english::take(text, {"what is", "what's", "what\u2019s"});
    }
    if (!take_counting(text)) return std::nullopt;
    bool linked = false;
    while (english::take(text, linking)) linked = true;
    const bool colon = english::take(text, {":"});
    if (!linked && !colon) return std::nullopt;
    auto behind = text;
    if (auto quoted = english::take_quoted(behind)) {
        english::take(behind, {"have", "has", "contain", "contains", "there"});
        if (behind.find_first_not_of(" ?.!\n\r\t") == behind.npos) return quoted;
    }
    if (!colon || text.empty()) return std::nullopt;
    return std::string(text);
}

// One quoted text, and words that ask to count something of it, in any order.
std::optional<std::string> text_in_any_order(std::string_view text) {
    if (text.size() > most_freely_asked) return std::nullopt;
    auto apart = english::quotes_apart(text);
    if (apart.quoted.size() != 1) return std::nullopt;
    const auto words = english::words_of(apart.rest);
    if (!english::has_any(words, {"count", "number", "many", "length", "long"})) return std::nullopt;
    if (!english::has_any(words, {"words", "word", "characters", "character", "letters", "letter", "sentences", "lines",
                                  "digits", "bytes", "length", "paragraphs"}))
        return std::nullopt;
    // Of a work that is named there is no text to count in.
    if (english::has_any(words, {"book", "novel", "song", "movie", "film", "play", "poem", "article", "essay", "speech",
                                 "bible", "lyrics", "series", "show", "album"}))
        return std::nullopt;
    if (!english::asks(words) ||
        !english::asks_about(words, {"count",  "number",     "length",  "long",    "words",   "word",     "characters",
                                     "letter", "letters",    "digits",  "lines",   "bytes",   "sentence", "sentences",
                                     "text",   "string",     "phrase",  "unique",  "contain", "contains", "character",
                                     "total",  "paragraphs", "passage", "counted", "title",   "name"},
                             text.contains('?')))
        return std::nullopt;
    return std::move(apart.quoted.front());
}

class TextStats final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token stop) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<TextStatsInput>(input);
            if (read.text.size() > max_text_bytes)
                throw exceeds("max_text_bytes", "The text is too long: at most 1,000,000 bytes.");
            return output(Counter().count(read.text, stop));
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        auto text = text_asked_about(intent);
        if (!text) text = text_in_any_order(intent);
        if (!text || text->find_first_not_of(" \t\r\n") == text->npos) return std::nullopt;
        return Match{.input = {{"text", *text}}, .confidence = 0.8};
    }

    [[nodiscard]] std::string explain(const json::object&, const json::value& output) const override {
        const auto counted = [&output](std::string_view field, std::string_view one) {
            const auto number = output.at(field).to_number<std::int64_t>();
            return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
        };
        return fmt::format("The text has **{}** ({} different), {}, {}, {} and {} ({}).", counted("words", "word"),
                           output.at("unique_words").to_number<std::int64_t>(), counted("code_points", "character"),
                           counted("letters", "letter"), counted("sentences", "sentence"), counted("lines", "line"),
                           counted("bytes", "byte"));
    }

private:
    Info info_ = describe_text_stats();
};

}  // namespace

std::unique_ptr<Tool> make_text_stats_tool() { return std::make_unique<TextStats>(); }

}  // namespace rustygpt::tools
