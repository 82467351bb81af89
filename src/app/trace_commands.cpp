#include "app/trace_commands.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <boost/asio/this_coro.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <fmt/format.h>

#include "app/terminal.h"
#include "app/traces.h"
#include "base/run_blocking.h"
#include "base/utf8.h"
#include "chat/message.h"

namespace rustygpt::app {
namespace {

using reasoning::Anchors;
using reasoning::NodeVerification;

struct Audited {
    std::string trace;               // as JSON
    std::string name;                // for people
    std::optional<Anchors> anchors;  // where the file has the answer
};

struct Tally {
    std::int64_t verified = 0;
    std::int64_t failed = 0;
    std::int64_t unsettled = 0;
    std::int64_t failed_traces = 0;
};

json::value read_json(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    if (in) text << in.rdbuf();
    if (!in || in.bad()) throw std::runtime_error(fmt::format("{}: it cannot be read", file));
    try {
        return parse_json(text.view(), reasoning::trace_levels);
    } catch (const Failure& failure) {
        constexpr std::string_view place = "The body";
        throw std::runtime_error(fmt::format("{}: it{}", file, std::string_view(failure.message).substr(place.size())));
    }
}

std::string text_of(const json::value& value) {
    std::string out;
    append_json(out, value);
    return out;
}

// The file may be anybody's: nothing of it reaches the terminal as a control sequence.
std::string shown(std::string_view text) {
    constexpr std::size_t most = 200;
    std::string out(utf8::prefix(text, most));
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto c = static_cast<unsigned char>(out[i]);
        const bool c1 = c == 0xC2 && i + 1 < out.size() && static_cast<unsigned char>(out[i + 1]) < 0xA0;
        if (c1) out.erase(i, 1);
        if (c1 || c < 0x20 || c == 0x7F) out[i] = '?';
    }
    return out;
}

std::optional<Anchors> anchors_for(const json::value& trace, const std::vector<chat::Message>& messages) {
    const auto* id = trace.is_object() ? trace.get_object().if_contains("message_id") : nullptr;
    const auto answer_id = id && id->is_string() ? Id::parse(id->get_string()) : std::nullopt;
    if (!answer_id) return std::nullopt;
    const auto answer = std::ranges::find(messages, *answer_id, &chat::Message::id);
    if (answer == messages.end()) return std::nullopt;
    Anchors anchors{.message_id = answer->id,
                    .model = answer->model.value_or(""),
                    .seed = answer->parameters.value_or(chat::Parameters{}).seed,
                    .prompt = {},
                    .content = {}};
    if (answer->status == chat::Status::completed) anchors.content = answer->content;
    if (!answer->parent_id) return anchors;
    const auto prompt = std::ranges::find(messages, *answer->parent_id, &chat::Message::id);
    if (prompt != messages.end()) anchors.prompt = prompt->content;
    return anchors;
}

std::vector<Audited> traces_of_export(const json::object& document) {
    const auto messages = dto::from_json<std::vector<chat::Message>>(document.at("messages"));
    std::vector<Audited> traces;
    for (const auto& trace : document.at("traces").as_array()) {
        auto anchors = anchors_for(trace, messages);
        if (!anchors) throw std::runtime_error("a trace belongs to no answer in the file");
        auto name = anchors->message_id.text();
        traces.push_back({.trace = text_of(trace), .name = std::move(name), .anchors = std::move(anchors)});
    }
    const auto answers = std::ranges::count(messages, reasoning::Role::assistant, &chat::Message::role);
    if (const auto without = answers - std::ssize(traces); without > 0)
        say(fmt::format("{} of {} answers have no trace.\n", without, answers));
    return traces;
}

std::vector<Audited> traces_in(const std::string& file) {
    const auto document = read_json(file);
    const auto* object = document.if_object();
    if (object && object->contains("nodes"))
        return {{.trace = text_of(document), .name = "the trace", .anchors = std::nullopt}};
    if (!object || !object->contains("traces") || !object->contains("messages"))
        throw std::runtime_error(fmt::format("{}: it is neither a trace nor an export of a conversation", file));
    try {
        return traces_of_export(*object);
    } catch (const Failure& failure) {
        throw std::runtime_error(fmt::format("{}: {}", file, failure.message));
    } catch (const std::exception& error) {
        throw std::runtime_error(fmt::format("{}: it is no export of a conversation: {}", file, error.what()));
    }
}

void tell(const Audited& audited, const NodeVerification& node, Tally& tally) {
    if (node.verified == true) {
        ++tally.verified;
        return;
    }
    ++(node.verified ? tally.failed : tally.unsettled);
    say(fmt::format("{}: step {} ({}) {}: {}\n", audited.name, shown(node.id),
                    boost::describe::enum_to_string(node.kind, "?"),
                    node.verified ? "does not verify" : "can't be verified", shown(node.reason.value_or(""))));
}

Task<Tally> verify_all(const config::Settings& settings, std::vector<Audited> traces) {
    const auto tools = tools::Registry::builtin();
    Pool pool("tools", 1, 64);
    auto executor = co_await asio::this_coro::executor;
    const auto verifier = make_verifier(settings, tools, pool, std::move(executor));
    Tally tally;
    for (const auto& audited : traces) {
        const auto verification = co_await verifier->verify(audited.trace, audited.anchors, {});
        for (const auto& node : verification.nodes) tell(audited, node, tally);
        if (verification.verified != false) continue;
        ++tally.failed_traces;
        if (verification.nodes.empty()) say(fmt::format("{}: it is no trace, or has no steps.\n", audited.name));
    }
    co_return tally;
}

}  // namespace

void verify_traces(const config::Settings& settings, const std::string& file) {
    auto traces = traces_in(file);
    const auto count = traces.size();
    const auto tally = run_blocking(verify_all(settings, std::move(traces)));
    say(fmt::format("Traces: {}. Steps: {}, of them {} verified, {} failed, {} can't be verified.\n", count,
                    tally.verified + tally.failed + tally.unsettled, tally.verified, tally.failed, tally.unsettled));
    std::fflush(stdout);
    if (tally.failed_traces > 0)
        throw std::runtime_error(fmt::format("{}: {} of {} traces do not verify", file, tally.failed_traces, count));
}

}  // namespace rustygpt::app
