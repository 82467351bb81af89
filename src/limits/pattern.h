#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"

namespace rustygpt::limits {

// Which requests an assignment is for: a method and a path with holes. Valid once it is there.
//
//   GET /api/conversations/:id   exact segments; ":name" stands for one segment, whatever its name
//   *   /api/admin/*             "*" at the end stands for any rest, "*" as the method for all
//
// Of two patterns the more specific is the one whose first segment of another kind is the stricter: exact before a hole
// before the rest. Only between equal paths does the method count: a named one before "*".
class RoutePattern {
public:
    struct Error {
        std::string_view field;  // "method" or "path"
        std::string message;  // goes on from the field's name: "must begin with a slash"
    };
    // method: GET, POST, PUT, PATCH, DELETE or "*"; HEAD is limited as the GET it stands for. path: up to 512 bytes,
    // without the server's base path.
    static std::expected<RoutePattern, std::vector<Error>> parse(std::string_view method, std::string_view path);

    // How many of a route's requests it is for.
    enum class Coverage { none, some, all };
    // method: "GET"; path: the route's, "/api/conversations/:id".
    [[nodiscard]] Coverage coverage(std::string_view method, std::string_view path) const;
    // Whether it is for this path, decoded; the method is not looked at. An id matches however it is spelled.
    [[nodiscard]] bool matches(std::string_view path) const;

    // What the pattern puts into the holes of a route that it covers some or all of, by their order; an empty text
    // where it has a hole there too.
    [[nodiscard]] std::vector<std::string_view> spelled_out(std::string_view path) const;

    [[nodiscard]] const std::string& method() const { return method_; }
    [[nodiscard]] const std::string& path() const { return path_; }
    // The same for two patterns that mean the same paths: without the holes' names, ids in lower case.
    [[nodiscard]] const std::string& key() const { return key_; }
    // A total order over patterns of different meaning; of all that match a request the first one wins.
    [[nodiscard]] bool before(const RoutePattern& other) const;

private:
    enum class Kind : char { exact, hole, rest };
    struct Segment {
        Kind kind = Kind::exact;
        std::string text{};
        std::optional<Id> id{};  // where the text is one

        [[nodiscard]] bool fits(std::string_view part) const;
    };

    static std::expected<Segment, std::string> segment_of(std::string_view text, bool last);
    std::expected<void, std::string> read_path();
    template <class Fits>
    bool walk(std::string_view path, Fits fits) const;

    std::string method_;
    std::string path_;
    std::string key_;
    std::vector<Segment> segments_;  // none for "/"
};

}  // namespace rustygpt::limits
