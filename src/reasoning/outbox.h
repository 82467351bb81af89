#pragma once

#include <exception>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "reasoning/answering.h"
#include "reasoning/graph.h"
#include "reasoning/latch.h"

namespace rustygpt::reasoning {

// Brings what parallel nodes say into one line: the sink's calls never overlap, and come in the order in which they
// were made here. One coroutine, drain(), makes them all. All on one executor.
class Outbox {
public:
    // on_failure is called once, when the sink has thrown.
    Outbox(AnswerSink& sink, std::function<void()> on_failure) : sink_(sink), on_failure_(std::move(on_failure)) {}

    // Do not wait: a step's place in the line is what matters, not its being durable. The node outlives drain().
    void begun(const Node& node) { tell({&node, false}); }
    void ended(const Node& node) { tell({&node, true}); }
    // Returns once it is durable. Throws Closed where the sink has failed.
    Task<> delta(std::string content, std::string reasoning);

    // Runs until closed and empty, or until the sink throws.
    Task<> drain();
    void close();
    // What the sink threw, if anything.
    [[nodiscard]] std::exception_ptr failure() const { return failure_; }

    struct Closed {};

private:
    struct Text {
        std::string content;
        std::string reasoning;
        Latch* done;  // in the coroutine that waits for it
    };
    // Made into a Step when its turn comes: nothing of it changes between.
    struct News {
        const Node* node;
        bool ended;
    };
    using Item = std::variant<News, Text>;

    void tell(News news);
    Task<> deliver(Item& item);
    static void release(Item& item);

    AnswerSink& sink_;
    std::function<void()> on_failure_;
    std::vector<Item> line_;
    Latch something_;
    bool closed_ = false;
    std::exception_ptr failure_;
};

}  // namespace rustygpt::reasoning
