// The builtin model with any prompt, alone and after every tool's first example: it always has something to say.

#include <cstdlib>

#include <boost/asio/co_spawn.hpp>

#include "base/utf8.h"
#include "models/builtin.h"

using namespace rustygpt;

namespace {

void check(const reasoning::ModelTurn& turn) {
    if (turn.parts.empty()) std::abort();
    for (const auto& part : turn.parts) {
        const bool says = part.call || part.search || !part.text.empty();
        if (!says || !utf8::valid(part.text)) std::abort();
    }
}

std::vector<reasoning::EarlierResult> every_tool(const tools::Registry& tools) {
    std::vector<reasoning::EarlierResult> results;
    for (const auto& tool : tools.all()) {
        const auto& info = tool->info();
        results.push_back({info.name, info.examples.front().input, info.examples.front().output});
    }
    return results;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto tools = tools::Registry::builtin();
    static const auto model = models::make_builtin(tools);
    static const auto results = every_tool(tools);
    const std::string prompt(reinterpret_cast<const char*>(data), size);
    if (!utf8::valid(prompt)) return 0;
    for (const bool first : {true, false}) {
        asio::io_context io;
        reasoning::ModelRequest request{.messages = {{reasoning::Role::user, prompt}}, .tools = {}, .sampling = {}};
        if (!first) request.earlier = results;
        asio::co_spawn(io, model->call(std::move(request), {}),
                       [](const std::exception_ptr& error, const reasoning::ModelTurn& turn) {
                           if (error) std::abort();
                           check(turn);
                       });
        io.run();
    }
    return 0;
}
