#include "tools/json_patch.h"

#include <algorithm>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/json/object.hpp>

#include "base/json.h"
#include "tools/bounds.h"
#include "tools/json_number.h"

namespace rustygpt::tools {
namespace {

namespace json = boost::json;

// A value whose equals all have the same number, so that comparing two costs nothing however large they are.
struct Numbered {
    const json::value* value;
    std::uint32_t number = 0;
    std::vector<std::string_view> keys{};  // of an object, sorted by their bytes
    std::vector<Numbered> children{};
};

class Numbering {
public:
    Numbering(std::size_t most, std::stop_token stop) : most_(most), stop_(std::move(stop)) {}

    Numbered of(const json::value& value) {
        within("max_values", most_, ++values_, "The documents have too many values");
        keep_going(stop_);
        Numbered made{.value = &value};
        std::string face;
        if (value.is_array()) {
            face = "[";
            for (const auto& item : value.get_array()) add_child(made, item, face);
        } else if (value.is_object()) {
            const auto& object = value.get_object();
            for (const auto& [key, _] : object) made.keys.push_back(key);
            std::sort(made.keys.begin(), made.keys.end());
            face = "{";
            for (const auto key : made.keys) {
                append_quoted(face, key);
                add_child(made, object.at(key), face);
            }
        } else {
            append_json(face, canonical_number(value));
        }
        made.number = known_.try_emplace(std::move(face), static_cast<std::uint32_t>(known_.size())).first->second;
        return made;
    }

private:
    void add_child(Numbered& made, const json::value& value, std::string& face) {
        made.children.push_back(of(value));
        face += std::to_string(made.children.back().number);
        face.push_back(',');
    }

    std::size_t most_;
    std::stop_token stop_;
    std::size_t values_ = 0;
    std::unordered_map<std::string, std::uint32_t> known_;
};

using Items = std::span<const Numbered>;

bool same(const Numbered& a, const Numbered& b) { return a.number == b.number; }

// For each pair of tails of two lists, how long their longest common subsequence is.
class CommonTails {
public:
    CommonTails(Items from, Items to) : columns_(to.size() + 1), lengths_((from.size() + 1) * columns_) {
        for (std::size_t i = from.size(); i-- > 0;)
            for (std::size_t j = to.size(); j-- > 0;)
                lengths_[i * columns_ + j] =
                    same(from[i], to[j]) ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    }
    [[nodiscard]] std::uint32_t at(std::size_t i, std::size_t j) const { return lengths_[i * columns_ + j]; }

private:
    std::size_t columns_;
    std::vector<std::uint32_t> lengths_;
};

class Differ {
public:
    Differ(const JsonPatchLimits& limits, std::stop_token stop)
        : limits_(limits), stop_(std::move(stop)), steps_left_(limits.max_list_steps) {}

    void diff(const Numbered& from, const Numbered& to, const std::string& path) {
        if (same(from, to)) return;
        if (from.value->is_object() && to.value->is_object()) return diff_objects(from, to, path);
        if (from.value->is_array() && to.value->is_array()) return diff_lists(from.children, to.children, path);
        add_operation("replace", path, to.value);
    }

    json::array take() { return std::move(patch_); }

private:
    void add_operation(std::string_view op, const std::string& path, const json::value* value) {
        within("max_operations", limits_.max_operations, patch_.size() + 1, "The patch has too many operations");
        path_bytes_ += path.size();
        within("max_path_bytes", limits_.max_path_bytes, path_bytes_, "The patch's paths have too many bytes");
        keep_going(stop_);
        json::object made{{"op", op}, {"path", path}};
        if (value != nullptr) made["value"] = *value;
        patch_.push_back(std::move(made));
    }

    void diff_objects(const Numbered& from, const Numbered& to, const std::string& path) {
        std::size_t i = 0;
        std::size_t j = 0;
        while (i < from.keys.size() || j < to.keys.size()) {
            const bool old_only = j == to.keys.size() || (i < from.keys.size() && from.keys[i] < to.keys[j]);
            const bool new_only = !old_only && (i == from.keys.size() || to.keys[j] < from.keys[i]);
            if (old_only) {
                add_operation("remove", pointer(path, from.keys[i++]), nullptr);
            } else if (new_only) {
                add_operation("add", pointer(path, to.keys[j]), to.children[j].value);
                ++j;
            } else {
                diff(from.children[i], to.children[j], pointer(path, to.keys[j]));
                ++i;
                ++j;
            }
        }
    }

    void diff_lists(Items from, Items to, const std::string& path) {
        std::size_t front = 0;
        while (front < from.size() && front < to.size() && same(from[front], to[front])) ++front;
        from = from.subspan(front);
        to = to.subspan(front);
        while (!from.empty() && !to.empty() && same(from.back(), to.back())) {
            from = from.first(from.size() - 1);
            to = to.first(to.size() - 1);
        }
        const auto steps = static_cast<std::int64_t>(from.size() * to.size());
        if (steps > steps_left_) return change(from, to, path, front);
        steps_left_ -= steps;
        diff_by_common_items(from, to, path, front);
    }

    void diff_by_common_items(Items from, Items to, const std::string& path, std::size_t at) {
        const CommonTails common(from, to);
        std::size_t i = 0;
        std::size_t j = 0;
        while (i < from.size() || j < to.size()) {
            const auto old_begin = i;
            const auto new_begin = j;
            while (!(i < from.size() && j < to.size() && same(from[i], to[j])) && (i < from.size() || j < to.size())) {
                if (j == to.size() || (i < from.size() && common.at(i + 1, j) >= common.at(i, j + 1))) ++i;
                else ++j;
            }
            change(from.subspan(old_begin, i - old_begin), to.subspan(new_begin, j - new_begin), path, at);
            at += j - new_begin;
            while (i < from.size() && j < to.size() && same(from[i], to[j])) {
                ++i;
                ++j;
                ++at;
            }
        }
    }

    // Between two common items: as many as both have are changed in place, the rest goes or comes.
    void change(Items from, Items to, const std::string& path, std::size_t at) {
        const auto both = std::min(from.size(), to.size());
        for (std::size_t i = 0; i < both; ++i) diff(from[i], to[i], pointer(path, std::to_string(at + i)));
        for (std::size_t i = both; i < from.size(); ++i)
            add_operation("remove", pointer(path, std::to_string(at + both)), nullptr);
        for (std::size_t i = both; i < to.size(); ++i)
            add_operation("add", pointer(path, std::to_string(at + i)), to[i].value);
    }

    const JsonPatchLimits& limits_;
    std::stop_token stop_;
    std::int64_t steps_left_;
    std::size_t path_bytes_ = 0;
    json::array patch_;
};

}  // namespace

json::array json_patch(const json::value& from, const json::value& to, const JsonPatchLimits& limits,
                       const std::stop_token& stop) {
    Numbering numbering(limits.max_values, stop);
    const auto old_values = numbering.of(from);
    const auto new_values = numbering.of(to);
    Differ differ(limits, stop);
    differ.diff(old_values, new_values, "");
    return differ.take();
}

}  // namespace rustygpt::tools
