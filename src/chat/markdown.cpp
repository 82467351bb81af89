#include "chat/markdown.h"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

namespace rustygpt::chat {
namespace {

// Where each message stands in the tree. Messages are numbered from 1 in the order in which they were made.
class Branches {
public:
    explicit Branches(const std::vector<Message>& messages) : messages_(messages) {
        for (std::size_t i = 0; i < messages.size(); ++i) {
            numbers_[messages[i].id] = i;
            children_[parent_of(i)].push_back(i);
        }
        for (std::size_t i = 0; i < messages.size(); ++i) names_.push_back(name_of(i));
    }

    [[nodiscard]] bool any() const { return children_.size() < messages_.size(); }

    // One line about a message.
    [[nodiscard]] std::string note(std::size_t index) const {
        auto out = fmt::format("Message {}", index + 1);
        if (const auto parent = parent_of(index); parent != none) out += fmt::format(", follows {}", parent + 1);
        out += names_[index].empty() ? ". On every path" : ". Branch " + names_[index];
        const auto& siblings = children_.at(parent_of(index));
        if (siblings.size() == 1) return out + ".";
        std::string others;
        std::size_t place = 0;
        for (std::size_t k = 0; k < siblings.size(); ++k) {
            if (siblings[k] == index) place = k + 1;
            else others += fmt::format("{}{}", others.empty() ? "" : ", ", siblings[k] + 1);
        }
        return out + fmt::format(": alternative {} of {}, beside {}.", place, siblings.size(), others);
    }

private:
    static constexpr std::size_t none = std::size_t(-1);

    [[nodiscard]] std::size_t parent_of(std::size_t index) const {
        const auto& parent = messages_[index].parent_id;
        const auto found = parent ? numbers_.find(*parent) : numbers_.end();
        return found == numbers_.end() ? none : found->second;
    }

    // The choices that lead there, "1.2": two messages are on one path where one's name begins the other's. A parent is
    // older than what follows it, so it has its name by then.
    [[nodiscard]] std::string name_of(std::size_t index) const {
        const auto parent = parent_of(index);
        std::string name = parent == none ? "" : names_[parent];
        const auto& siblings = children_.at(parent);
        if (siblings.size() == 1) return name;
        const auto place = std::ranges::find(siblings, index) - siblings.begin() + 1;
        return fmt::format("{}{}{}", name, name.empty() ? "" : ".", place);
    }

    const std::vector<Message>& messages_;
    std::map<Id, std::size_t> numbers_;
    std::map<std::size_t, std::vector<std::size_t>> children_;  // in their order; of none: those that begin threads
    std::vector<std::string> names_;
};

std::string_view name_of(reasoning::Role role) {
    switch (role) {
        case reasoning::Role::user: return "User";
        case reasoning::Role::assistant: return "Assistant";
        case reasoning::Role::system: return "System";
        case reasoning::Role::tool: break;
    }
    return "Tool";
}

std::string heading_of(const Message& message) {
    std::string out = fmt::format("## {} ({}", name_of(message.role), to_rfc3339(message.created_at));
    if (message.status != Status::completed)
        out += fmt::format(", {}", boost::describe::enum_to_string(message.status, ""));
    return out + ")\n";
}

}  // namespace

std::string to_markdown(const Conversation& conversation) {
    const Branches branches(conversation.messages);
    std::string out = "# " + escaped_markdown(conversation.title) + "\n";
    if (branches.any())
        out +=
            "\n*This conversation has branches. Messages are numbered in the order in which they were made. A branch "
            "is "
            "named by the choices that lead to it: 1.2 is the second alternative that branch 1 went on with, so what "
            "branch 1 says is on its path, and what branch 1.1 says is not.*\n";
    for (std::size_t i = 0; i < conversation.messages.size(); ++i) {
        const auto& message = conversation.messages[i];
        out += "\n" + heading_of(message) + "\n";
        if (branches.any()) out += "*" + branches.note(i) + "*\n\n";
        const auto said = quoted_markdown(message.content);
        out += said.empty() ? "*No text.*\n" : said;
    }
    return out;
}

}  // namespace rustygpt::chat
