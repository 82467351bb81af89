#include "limits/pattern.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace rustygpt::limits {
namespace {

using Error = RoutePattern::Error;

constexpr std::size_t longest = 512;
constexpr std::array<std::string_view, 6> methods{"GET", "POST", "PUT", "PATCH", "DELETE", "*"};

std::unexpected<std::string> wrong(std::string message) { return std::unexpected(std::move(message)); }

bool letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What a decoded path may hold (RFC 3986 section 3.3) but '*', which has a meaning here.
bool path_character(char c) { return letter_or_digit(c) || std::string_view("-._~!$&'()+,;=:@").contains(c); }

bool good_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) { return letter_or_digit(c) || c == '_'; });
}

// Takes the first segment from a path that begins with a slash.
std::string_view take_segment(std::string_view& path) {
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

}  // namespace

std::expected<RoutePattern::Segment, std::string> RoutePattern::segment_of(std::string_view text, bool last) {
    if (text.empty()) return wrong(last ? "must not end with a slash" : "must not have an empty segment");
    if (text == "." || text == "..") return wrong("must not have the segments . and ..");
    if (text == "*") {
        if (!last) return wrong("may have * at its end only");
        return Segment{.kind = Kind::rest};
    }
    if (text.contains('*')) return wrong("may have * as a whole segment only");
    if (text.contains('%')) return wrong("must not be percent-encoded");
    if (text.starts_with(':')) {
        if (!good_name(text.substr(1))) return wrong("must have letters, digits and _ behind a colon");
        return Segment{.kind = Kind::hole};
    }
    if (!std::ranges::all_of(text, path_character)) return wrong("must not have characters that no path has");
    return Segment{.kind = Kind::exact, .text = std::string(text), .id = Id::parse(text)};
}

std::expected<void, std::string> RoutePattern::read_path() {
    if (path_.size() > longest) return wrong("must have at most 512 bytes");
    if (!path_.starts_with('/')) return wrong("must begin with a slash");
    auto rest = path_ == "/" ? std::string_view() : std::string_view(path_);
    while (!rest.empty()) {
        const auto text = take_segment(rest);
        auto segment = segment_of(text, rest.empty());
        if (!segment) return std::unexpected(std::move(segment.error()));
        key_ += '/';
        if (segment->kind == Kind::hole) key_ += ':';
        else if (segment->kind == Kind::rest) key_ += '*';
        else key_ += segment->id ? segment->id->text() : segment->text;
        segments_.push_back(std::move(*segment));
    }
    if (segments_.empty()) key_ = "/";
    return {};
}

std::expected<RoutePattern, std::vector<Error>> RoutePattern::parse(std::string_view method, std::string_view path) {
    RoutePattern pattern;
    pattern.method_ = method;
    pattern.path_ = path;
    std::vector<Error> errors;
    if (std::ranges::find(methods, method) == methods.end())
        errors.push_back({"method", "must be one of GET, POST, PUT, PATCH, DELETE, *"});
    if (auto read = pattern.read_path(); !read) errors.push_back({"path", std::move(read.error())});
    if (!errors.empty()) return std::unexpected(std::move(errors));
    return pattern;
}

bool RoutePattern::Segment::fits(std::string_view part) const {
    return kind != Kind::exact || text == part || (id && part.size() == text.size() && Id::parse(part) == id);
}

// Goes over the segments of pattern and path side by side, as long as fits(segment, part).
template <class Fits>
bool RoutePattern::walk(std::string_view path, Fits fits) const {
    if (path == "/") return segments_.empty() || (segments_.size() == 1 && segments_.front().kind == Kind::rest);
    for (const auto& segment : segments_) {
        if (path.empty()) return false;
        if (segment.kind == Kind::rest) return true;
        const auto part = take_segment(path);
        if (!fits(segment, part)) return false;
    }
    return path.empty() && !segments_.empty();
}

bool RoutePattern::matches(std::string_view path) const {
    return walk(path, [](const Segment& segment, std::string_view part) { return segment.fits(part); });
}

RoutePattern::Coverage RoutePattern::coverage(std::string_view method, std::string_view path) const {
    if (method_ != "*" && method_ != method) return Coverage::none;
    bool whole = true;
    const auto fits = [&](const Segment& segment, std::string_view part) {
        if (!part.starts_with(':')) return segment.fits(part);
        whole = whole && segment.kind != Kind::exact;
        return true;
    };
    if (!walk(path, fits)) return Coverage::none;
    return whole ? Coverage::all : Coverage::some;
}

std::vector<std::string_view> RoutePattern::spelled_out(std::string_view path) const {
    std::vector<std::string_view> texts;
    walk(path, [&](const Segment& segment, std::string_view part) {
        if (part.starts_with(':')) texts.emplace_back(segment.text);
        return true;
    });
    return texts;
}

bool RoutePattern::before(const RoutePattern& other) const {
    const auto kinds = std::lexicographical_compare_three_way(
        segments_.begin(), segments_.end(), other.segments_.begin(), other.segments_.end(),
        [](const Segment& a, const Segment& b) { return a.kind <=> b.kind; });
    if (kinds != 0) return kinds < 0;
    const bool any = method_ == "*";
    const bool other_any = other.method_ == "*";
    return std::tie(key_, any, method_) < std::tie(other.key_, other_any, other.method_);
}

}  // namespace rustygpt::limits
