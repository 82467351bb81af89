#include "http/router.h"

#include <stdexcept>

namespace rustygpt::http {

struct Router::Node {
    std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
    std::unique_ptr<Node> parameter;
    std::unique_ptr<Place> place;

    Node& child(std::string_view segment) {
        if (segment.starts_with(':')) {
            if (!parameter) parameter = std::make_unique<Node>();
            return *parameter;
        }
        for (auto& [text, node] : literals)
            if (text == segment) return *node;
        return *literals.emplace_back(segment, std::make_unique<Node>()).second;
    }

    // Depth first; a literal that leads nowhere gives way to the parameter.
    [[nodiscard]] const Place* find(std::string_view rest, Parameters& parameters, std::size_t depth) const {
        if (rest.empty()) return place.get();
        rest.remove_prefix(1);
        const auto end = std::min(rest.find('/'), rest.size());
        const auto segment = rest.substr(0, end);
        const auto after = rest.substr(end);
        for (const auto& [text, node] : literals)
            if (text == segment)
                if (const auto* found = node->find(after, parameters, depth)) return found;
        if (!parameter || segment.empty() || depth >= parameters.size()) return nullptr;
        parameters[depth] = segment;
        return parameter->find(after, parameters, depth + 1);
    }
};

namespace {

void add(Router::Place& place, const Route& route) {
    auto& slot = place.routes[static_cast<std::size_t>(route.method)];
    if (slot) throw std::logic_error("two routes for " + std::string(name_of(route.method)) + " " + route.path);
    slot = &route;
    if (route.method == Method::get) place.routes[static_cast<std::size_t>(Method::head)] = &route;
    place.allow.clear();
    for (std::size_t i = 0; i < place.routes.size(); ++i)
        if (place.routes[i]) (place.allow += name_of(static_cast<Method>(i))) += ", ";
    place.allow += "OPTIONS";
}

}  // namespace

Router::Router(const Routes& routes, std::string base_path)
    : base_path_(std::move(base_path)), root_(std::make_unique<Node>()) {
    for (const auto& route : routes.all()) {
        auto& node = node_for(route->path);
        if (!node.place) node.place = std::make_unique<Place>();
        add(*node.place, *route);
    }
}

Router::~Router() = default;

Router::Node& Router::node_for(std::string_view path) {
    if (!path.starts_with('/')) throw std::logic_error("a route's path begins with a slash: " + std::string(path));
    auto* node = root_.get();
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        node = &node->child(path.substr(0, end));
        path.remove_prefix(end);
    }
    return *node;
}

const Router::Place* Router::find(std::string_view path, Parameters& parameters, std::string_view& within) const {
    if (!path.starts_with(base_path_)) return nullptr;
    path.remove_prefix(base_path_.size());
    if (!path.starts_with('/')) return nullptr;
    within = path;
    return root_->find(path, parameters, 0);
}

}  // namespace rustygpt::http
