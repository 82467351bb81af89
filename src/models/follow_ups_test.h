#pragma once

// For tests: a conversation with the built-in model.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "models/builtin.h"

namespace rustygpt::models {

inline const tools::Registry& registry() {
    static const tools::Registry all = tools::Registry::builtin();
    return all;
}

// Each prompt comes with what the tools worked out for the last one that they
// worked for.
class Talk {
public:
    // What the answer says, a line for each part; "-" for a part without a tool.
    std::string ask(std::string prompt, reasoning::ToolChoice choice = {}) {
        const auto turn = plan(std::move(prompt), std::move(choice));
        std::vector<reasoning::EarlierResult> results;
        std::string said;
        for (const auto& part : turn.parts) {
            if (!said.empty()) said += '\n';
            if (!part.call) {
                said += "-";
                continue;
            }
            const auto* tool = registry().find(part.call->tool);
            auto output = tool->invoke(part.call->input, {});
            said += output ? tool->explain(part.call->input, *output) : "! " + output.error().message;
            if (output) results.push_back({part.call->tool, part.call->input, std::move(*output)});
        }
        if (!results.empty()) earlier_ = std::move(results);
        return said;
    }

    reasoning::ModelTurn plan(std::string prompt, reasoning::ToolChoice choice = {}) const {
        const auto model = make_builtin(registry());
        asio::io_context io;
        reasoning::ModelTurn turn;
        reasoning::ModelRequest request{.messages = {{reasoning::Role::user, std::move(prompt)}},
                                        .tools = std::move(choice),
                                        .sampling = {},
                                        .earlier = earlier_};
        asio::co_spawn(io, model->call(std::move(request), {}),
                       [&turn](const std::exception_ptr& error, reasoning::ModelTurn given) {
                           EXPECT_FALSE(error);
                           turn = std::move(given);
                       });
        io.run();
        return turn;
    }

private:
    std::vector<reasoning::EarlierResult> earlier_;
};

}  // namespace rustygpt::models
