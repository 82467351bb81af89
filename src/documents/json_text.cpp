#include "documents/reading.h"

#include <vector>

#include <boost/json/basic_parser_impl.hpp>

#include "base/json.h"
#include "base/plain_text.h"

namespace rustygpt::documents {
namespace {

namespace bj = boost::json;

constexpr std::size_t max_depth = 64;

// Writes a line for each value as it goes by, "/orders/0/total: 12": no tree is built, whatever the size.
struct Writer {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using error = boost::system::error_code;

    // Where the value that comes next stands: the length of the path above it, and its place in a list.
    struct Level {
        std::size_t path = 0;
        std::size_t index = 0;
        bool list = false;
    };

    const ReadingLimits& limits;
    std::string out{};
    std::string path{};
    std::string text{};  // of the key, string or number that is being read
    std::vector<Level> levels{};

    void begin_value() {
        if (levels.empty() || !levels.back().list) return;
        path.resize(levels.back().path);
        path += '/' + std::to_string(levels.back().index++);
    }
    bool line(std::string_view value) {
        out += path;
        out += path.empty() ? "" : ": ";
        out += flat_text(value);
        out.push_back('\n');
        if (out.size() > limits.text_bytes) throw Unreadable(Reason::too_long);
        return true;
    }
    bool scalar(std::string_view value) {
        begin_value();
        return line(value);
    }
    bool open(bool list) {
        begin_value();
        levels.push_back({.path = path.size(), .list = list});
        return true;
    }
    bool close() {
        path.resize(levels.back().path);
        levels.pop_back();
        return true;
    }

    bool on_document_begin(error&) { return true; }
    bool on_document_end(error&) { return true; }
    bool on_object_begin(error&) { return open(false); }
    bool on_object_end(std::size_t, error&) { return close(); }
    bool on_array_begin(error&) { return open(true); }
    bool on_array_end(std::size_t, error&) { return close(); }
    bool on_key_part(bj::string_view part, std::size_t, error&) {
        text.append(part.data(), part.size());
        return true;
    }
    bool on_key(bj::string_view last, std::size_t, error&) {
        text.append(last.data(), last.size());
        path.resize(levels.back().path);
        path = pointer(path, flat_text(text));
        text.clear();
        return true;
    }
    bool on_string_part(bj::string_view part, std::size_t, error&) {
        text.append(part.data(), part.size());
        return true;
    }
    bool on_string(bj::string_view last, std::size_t, error&) {
        text.append(last.data(), last.size());
        const auto value = std::move(text);
        text.clear();
        return scalar(value);
    }
    bool on_number_part(bj::string_view part, error&) {
        text.append(part.data(), part.size());
        return true;
    }
    // A number is written as it stands: nothing is lost of its digits.
    bool number(bj::string_view last) {
        text.append(last.data(), last.size());
        const auto value = std::move(text);
        text.clear();
        return scalar(value);
    }
    bool on_int64(std::int64_t, bj::string_view last, error&) { return number(last); }
    bool on_uint64(std::uint64_t, bj::string_view last, error&) { return number(last); }
    bool on_double(double, bj::string_view last, error&) { return number(last); }
    bool on_bool(bool value, error&) { return scalar(value ? "true" : "false"); }
    bool on_null(error&) { return scalar("null"); }
    bool on_comment_part(bj::string_view, error&) { return true; }
    bool on_comment(bj::string_view, error&) { return true; }
};

}  // namespace

std::string json_text(std::string_view json, const ReadingLimits& limits) {
    bj::parse_options options;
    options.max_depth = max_depth;
    bj::basic_parser<Writer> parser(options, Writer{.limits = limits});
    boost::system::error_code failed;
    const auto used = parser.write_some(false, json.data(), json.size(), failed);
    if (failed == bj::error::too_deep) throw Unreadable(Reason::too_deep);
    if (failed || json.find_first_not_of(" \t\r\n", used) != json.npos) throw Unreadable(Reason::malformed);
    return std::move(parser.handler().out);
}

}  // namespace rustygpt::documents
