// The builtin model with any prompt: it always has something to say.

#include <cstdlib>

#include <boost/asio/co_spawn.hpp>

#include "base/utf8.h"
#include "models/builtin.h"

using namespace rustygpt;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto tools = tools::Registry::builtin();
    static const auto model = models::make_builtin(tools);
    std::string prompt(reinterpret_cast<const char*>(data), size);
    if (!utf8::valid(prompt)) return 0;
    asio::io_context io;
    reasoning::ModelRequest request{
        .messages = {{reasoning::Role::user, std::move(prompt)}}, .tools = {}, .sampling = {}};
    asio::co_spawn(io, model->call(std::move(request), {}),
                   [](const std::exception_ptr& error, const reasoning::ModelTurn& turn) {
                       if (error || turn.parts.empty()) std::abort();
                       for (const auto& part : turn.parts)
                           if (!utf8::valid(part.text) || (!part.call && part.text.empty())) std::abort();
                   });
    io.run();
    return 0;
}
