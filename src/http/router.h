#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/route.h"

namespace rustygpt::http {

// Finds routes by path and method: a tree of path segments, built once, read by all cores. Literal segments win over
// parameters. Looking up allocates nothing.
class Router {
public:
    // What is known of one path.
    struct Place {
        std::array<const Route*, 8> routes{};  // by Method; HEAD is GET's
        std::string allow;                     // "GET, HEAD, OPTIONS"

        [[nodiscard]] const Route* at(Method method) const { return routes[static_cast<std::size_t>(method)]; }
    };
    using Parameters = std::array<std::string_view, 4>;

    // base_path: "" or "/prefix". Throws std::logic_error where two rows claim the same method and path, or a path
    // can't be one.
    Router(const Routes& routes, std::string base_path);
    ~Router();

    // path: as plain_path gives it, base path included. Null where nothing is there. `within` becomes the path
    // without the base path.
    const Place* find(std::string_view path, Parameters& parameters, std::string_view& within) const;

private:
    struct Node;
    Node& node_for(std::string_view path);

    std::string base_path_;
    std::unique_ptr<Node> root_;
};

}  // namespace rustygpt::http
