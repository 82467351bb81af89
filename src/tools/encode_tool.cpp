#include <boost/describe/class.hpp>
#include <fmt/format.h>

#include "base/utf8.h"
#include "tools/bounds.h"
#include "tools/codec.h"
#include "tools/asking.h"
#include "tools/describe.h"
#include "tools/english.h"
#include "tools/markdown.h"
#include "tools/quoted.h"

namespace rustygpt::tools {

BOOST_DEFINE_ENUM_CLASS(Coding, encode, decode)

struct EncodeInput {
    Coding operation{};
    TextFormat format{};
    std::string text;
};
BOOST_DESCRIBE_STRUCT(EncodeInput, (), (operation, format, text))

struct EncodeOutput {
    std::string text;
    std::int64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(EncodeOutput, (), (text, bytes))

namespace {

constexpr std::size_t max_text_bytes = 500'000;

Info describe_encode() {
    Info info;
    info.name = "encode";
    info.version = "1.0.0";
    info.description =
        "Encodes a text or decodes one, strictly: base64 and base64url (RFC 4648), hex, URL (percent-encoding, RFC "
        "3986) and HTML (character references).";
    info.input_schema = input_schema<EncodeInput>(
        {{"operation", "encode or decode."},
         {"format",
          "base64 has padding, base64url none; url leaves only letters, digits and - . _ ~ as they are; html "
          "writes & < > \" ' as references, and reads numeric ones and the names of HTML 4."},
         {"text", "At most 500,000 bytes."}});
    at_most(info.input_schema, "text", max_text_bytes);
    info.output_schema = output_schema<EncodeOutput>(
        {{"text", "The result. What decodes to bytes that are no UTF-8 is an error."}, {"bytes", "Its length."}});
    info.limits = {{"max_text_bytes", max_text_bytes}};
    const auto example = [&info](std::string_view operation, std::string_view format, std::string_view text,
                                 std::string_view result) {
        info.examples.push_back({{{"operation", operation}, {"format", format}, {"text", text}},
                                 {{"text", result}, {"bytes", std::ssize(result)}}});
    };
    example("encode", "base64", "Hello, w\u00f6rld!", "SGVsbG8sIHfDtnJsZCE=");
    example("decode", "base64url", "PDw_Pz8-Pg", "<<?\?\?>>");
    example("encode", "hex", "\u20ac5", "e282ac35");
    example("encode", "url", "a b/c?d=\u00e9", "a%20b%2Fc%3Fd%3D%C3%A9");
    example("decode", "html", "&lt;b&gt;caf&eacute; &#x1F600;&lt;/b&gt;", "<b>caf\u00e9 \U0001F600</b>");
    return info;
}

std::optional<TextFormat> take_format(std::string_view& text) {
    static constexpr std::pair<std::string_view, TextFormat> names[] = {{"base64url", TextFormat::base64url},
                                                                        {"base64-url", TextFormat::base64url},
                                                                        {"url-safe base64", TextFormat::base64url},
                                                                        {"base64", TextFormat::base64},
                                                                        {"base 64", TextFormat::base64},
                                                                        {"hexadecimal", TextFormat::hex},
                                                                        {"hex", TextFormat::hex},
                                                                        {"percent", TextFormat::url},
                                                                        {"url", TextFormat::url},
                                                                        {"html", TextFormat::html}};
    for (const auto& [name, format] : names)
        if (english::take(text, {name})) return format;
    return std::nullopt;
}

std::optional<Coding> take_operation(std::string_view& text) {
    english::take(text, {"-"});
    if (english::take(text, {"encoding of", "encode", "escape", "encoded"})) return Coding::encode;
    if (english::take(text, {"decoding of", "decode", "unescape"})) return Coding::decode;
    return std::nullopt;
}

bool ends(std::string_view text) { return text.find_first_not_of("?.! ") == text.npos; }

// `"x" in base64`, and `"eA==" decode to in base64`, behind "what does"
std::optional<EncodeInput> quoted_first(std::string_view text) {
    auto quoted = english::take_quoted(text);
    if (!quoted) return std::nullopt;
    const bool decoding = english::take(text, {"decode to", "decoded", "decode as", "mean"});
    if (!english::take(text, {"in", "as", "from", "encoded in", "encoded as", "to"})) return std::nullopt;
    const auto format = take_format(text);
    english::take(text, {"encoding", "encoded", "form", "format"});
    if (!format || !ends(text)) return std::nullopt;
    return EncodeInput{decoding ? Coding::decode : Coding::encode, *format, std::move(*quoted)};
}

// `decode the hex 48656c6c6f`: an encoded text of one word needs no quotes.
std::optional<std::string> one_word(std::string_view text) {
    while (!text.empty() && std::string_view("?.!").contains(text.back())) text.remove_suffix(1);
    if (text.size() < 4 || text.find_first_not_of("0123456789abcdefABCDEF") != text.npos) return std::nullopt;
    if (text.find_first_of("0123456789") == text.npos) return std::nullopt;
    return std::string(text);
}

// `base64 encode "x"`, `encode "x" as base64`, `decode base64: eA==`
std::optional<EncodeInput> read_question(std::string_view text) {
    auto format = take_format(text);
    auto operation = take_operation(text);
    if (!operation && !format) return quoted_first(text);
    if (!operation) {  // `hex of "abc"`
        english::take(text, {"of", "for"});
        auto quoted = english::take_quoted(text);
        return quoted && ends(text) ? std::optional(EncodeInput{Coding::encode, *format, std::move(*quoted)})
                                    : std::nullopt;
    }
    english::take(text, {"the", "this"});
    if (!format) format = take_format(text);
    if (format) {
        english::take(text, {"encoded", "encoding"});
        english::take(text, {"of", "for", "the text", "this text", "the string", "string", "text"});
        auto given = english::text_given(text);
        if (!given && *operation == Coding::decode && *format == TextFormat::hex) given = one_word(text);
        if (!given) return std::nullopt;
        return EncodeInput{*operation, *format, std::move(*given)};
    }
    english::take(text, {"text", "string", "word", "following", ":"});
    auto quoted = english::take_quoted(text);
    if (!quoted || !english::take(text, {"as", "in", "into", "to", "from", "with", "using", "for"}))
        return std::nullopt;
    english::take(text, {"a", "an", "use in a", "use in an", "the"});
    format = take_format(text);
    english::take(text, {"encoding"});
    if (!format || !ends(text)) return std::nullopt;
    return EncodeInput{*operation, *format, std::move(*quoted)};
}

// One quoted text, one format, and words that ask, in any order.
std::optional<EncodeInput> in_any_order(std::string_view text) {
    if (text.size() > 2'000) return std::nullopt;
    auto apart = english::quotes_apart(text);
    if (apart.quoted.size() != 1) return std::nullopt;
    const auto [formats, words] = english::named_apart(apart.rest, take_format);
    const auto all = english::words_of(words);
    if (formats.size() != 1 ||
        !english::asks_about(
            all, {"encode",     "encoded",   "encoding", "escape", "escaped", "decode",   "decoded", "decoding",
                  "unescape",   "unescaped", "text",     "string", "word",    "entities", "form",    "format",
                  "characters", "safe",      "version",  "mean",   "means",   "look"},
            text.contains('?')))
        return std::nullopt;
    const bool decodes =
        english::has_any(all, {"decode", "decoded", "decoding", "unescape", "unescaped", "mean", "means"});
    return EncodeInput{decodes ? Coding::decode : Coding::encode, formats.front(), std::move(apart.quoted.front())};
}

class Encode final : public Tool {
public:
    [[nodiscard]] const Info& info() const override { return info_; }

    [[nodiscard]] ToolResult invoke(const json::object& input, std::stop_token) const override {
        return attempt([&]() -> ToolResult {
            const auto read = read_input<EncodeInput>(input);
            within("max_text_bytes", max_text_bytes, read.text.size(), "The text has too many bytes");
            if (read.operation == Coding::encode) return result(encode(read.format, read.text));
            std::string why;
            auto decoded = decode(read.format, read.text, why);
            if (!decoded) throw failed(fmt::format("The text can't be decoded: {}.", why));
            if (!utf8::valid(*decoded)) throw failed("The text decodes to bytes that are not UTF-8.");
            return result(std::move(*decoded));
        });
    }

    [[nodiscard]] std::optional<Match> match(std::string_view intent) const override {
        auto text = english::without_courtesy(intent);
        while (english::take(text, {"what is", "what's", "what\u2019s", "what does", "what would", "convert", "the"})) {
        }
        auto read = read_question(text);
        if (!read) read = in_any_order(intent);
        if (!read) return std::nullopt;
        return Match{.input = {{"operation", dto::Codec<Coding>::name_of(read->operation)},
                               {"format", dto::Codec<TextFormat>::name_of(read->format)},
                               {"text", read->text}},
                     .confidence = 0.95};
    }

    [[nodiscard]] std::string explain(const json::object& input, const json::value& output) const override {
        const auto read = read_input<EncodeInput>(input);
        const std::string text(output.at("text").as_string());
        const auto head = fmt::format("{} {} {}:", markdown::code(read.text),
                                      read.operation == Coding::encode ? "encoded as" : "decoded from",
                                      dto::Codec<TextFormat>::name_of(read.format));
        return text.size() <= 60 ? head + " " + markdown::code(text) : head + "\n\n" + markdown::block(text);
    }

private:
    static json::value result(std::string text) {
        const auto bytes = std::ssize(text);
        return output(EncodeOutput{.text = std::move(text), .bytes = bytes});
    }

    Info info_ = describe_encode();
};

}  // namespace

std::unique_ptr<Tool> make_encode_tool() { return std::make_unique<Encode>(); }

}  // namespace rustygpt::tools
